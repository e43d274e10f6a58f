package main

import (
	"os"
	"path/filepath"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

const (
	runFor       = 120 * time.Second // all helpers together
	perHelper    = 30 * time.Second
	parallel     = 64
	environment  = "DOCKER_AUTH_CONFIG"
	dockerConfig = "DOCKER_CONFIG"
)

// suite returns the short names of the helpers that support `explain`. A test compares
// them with the directories beside this one.
func suite() []string {
	return []string{
		"acr", "auto", "digitalocean", "dockerhub", "ecr", "file", "gar", "ghcr", "gitlab", "heroku", "icr", "quay",
		"vars",
	}
}

// request returns the part of a resolve.Request that all commands share.
func request(config dockerconfig.Config) (resolve.Request, error) {
	env, err := dockerconfig.ParseVariable(os.Getenv(environment), environment)
	if err != nil {
		return resolve.Request{}, fault.New(fault.Config, "%w", err)
	}
	if text := os.Getenv(environment); text != "" {
		if problem := formats.EnvProblem([]byte(text)); problem != nil {
			config.Warn("%s is used here, but docker itself ignores it: %s", environment, problem)
		}
	}
	if env.CredsStore != "" || len(env.CredHelpers) > 0 {
		config.Warn("%s names helpers, but only its auths are used here", environment)
	}
	each, err := protocol.Limit(os.Getenv("DOCKERCFG_TIMEOUT"), perHelper)
	return resolve.Request{Config: config, Env: env, Suite: suite(), PerHelper: each, Parallel: parallel}, err
}

// loadConfig reads the config that --config names, or Docker's own. If Docker's own does
// not exist, the config is empty.
func loadConfig(named string) (dockerconfig.Config, error) {
	path := named
	if path == "" {
		dir, err := userdirs.Docker(os.Getenv)
		if err != nil {
			return dockerconfig.Config{}, fault.New(fault.Config,
				"looking for Docker's config: %w: set HOME or DOCKER_CONFIG, or use --config", err)
		}
		path = filepath.Join(dir, "config.json")
	}
	load := dockerconfig.Load
	if named != "" {
		load = formats.Load
	}
	config, err := load(path)
	if dockerconfig.Missing(err) && named == "" {
		return dockerconfig.Config{Path: path}, nil
	}
	if err != nil {
		return config, fault.New(fault.Config, "reading the config: %w: fix it, or name another with --config", err)
	}
	return config, nil
}
