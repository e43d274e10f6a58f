package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/report"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/shared/dockercfg"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

func generateCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "generate PATH",
		Short: "Write a dockercfg to PATH from the environment, as a generator container does",
		Long: "Generate takes all of its configuration from the environment:\n\n" +
			"  DOCKER_USERNAME, DOCKER_PASSWORD   login of DOCKER_REGISTRY (default Docker Hub)\n" +
			"  DOCKER_<registry>_USR, _PSW        login of any registry, see docker-credential-vars\n" +
			"  REGISTRY, AUTH                     a registry and its base64 auth\n" +
			"  DOCKER_AUTH_CONFIG                 a Docker config as JSON\n" +
			"  DOCKERCFG_HELPERS                  \"host=helper ...\", any credential helper\n" +
			"  DOCKER_CONFIG                      directory of a mounted config.json\n" +
			"  DOCKERCFG_PROVIDERS                names the providers to use, instead of those\n" +
			"                                     whose variables are set: docker, vars\n\n" +
			"An existing file keeps its owner and mode. On any failure the exit code is not 0\n" +
			"and the file is as it was. `dockercfg /absolute/path` is the same command.",
		Args: exactlyOne("path"),
		RunE: func(cmd *cobra.Command, args []string) error { return generate(cmd.Context(), args[0], s) },
	}
}

// generate resolves everything first and then writes once, so that a failure
// leaves no part of a file.
func generate(ctx context.Context, path string, s streams) error {
	r, err := generatorRequest(os.Environ())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, runFor)
	defer cancel()
	results, err := resolve.All(ctx, r)
	if err != nil {
		return err
	}
	format, err := dockercfg.ByName("config-json")
	if err != nil {
		return err
	}
	entries, failures := exporting{static: r.Static}.settle(results, format)
	warn(r.Config, s)
	report.Write(s.err, results, false)
	if failures > 0 {
		return &exitError{exitFailed, fmt.Sprintf("%d of %d registries failed, %s was not touched", failures, len(results), path)}
	}
	data, err := format.Encode(entries)
	if err != nil {
		return fault.New(fault.NoIdentity, "%w: no variable names a registry with one: see `dockercfg generate --help`", err)
	}
	return writeInPlace(path, data, s)
}

func writeInPlace(path string, data []byte, s streams) error {
	absolute, err := filepath.Abs(path)
	if err == nil {
		err = safefile.InPlace(absolute, data)
	}
	if err != nil {
		return fault.New(fault.Store, "writing the dockercfg: %w", err)
	}
	fmt.Fprintln(s.err, "dockercfg: wrote "+path)
	return nil
}

// generatorRequest reads the environment: a mounted config, helpers by name,
// and the providers whose variables are set.
func generatorRequest(environ []string) (resolve.Request, error) {
	config := dockerconfig.Config{Path: "the environment"}
	if dir := os.Getenv(dockerConfig); dir != "" {
		mounted, err := loadConfig(dir)
		if err != nil {
			return resolve.Request{}, err
		}
		config = mounted
	}
	r, err := request(config)
	if err != nil {
		return r, err
	}
	r.Static = "swap"
	bindings, err := namedHelpers(os.Getenv("DOCKERCFG_HELPERS"))
	if err != nil {
		return r, err
	}
	active, err := activeProviders(environ)
	if err != nil {
		return r, err
	}
	for _, p := range active {
		bindings = append(bindings, p.bindings(environ)...)
		r.HelperEnv = append(r.HelperEnv, p.env()...)
	}
	r.Config.CredHelpers = append(bindings, r.Config.CredHelpers...)
	for _, b := range bindings { // what is named has to be there
		r.Require = append(r.Require, b.Key)
	}
	return r, nil
}

// namedHelpers reads DOCKERCFG_HELPERS: "host=helper", separated by spaces.
func namedHelpers(text string) ([]dockerconfig.Binding, error) {
	var bindings []dockerconfig.Binding
	for _, pair := range strings.Fields(text) {
		host, helper, ok := strings.Cut(pair, "=")
		if !ok || host == "" || helper == "" {
			return nil, fault.New(fault.Config, `DOCKERCFG_HELPERS is "host=helper" pairs separated by spaces: %q is none`, fault.Printable(pair, 60))
		}
		bindings = append(bindings, dockerconfig.Binding{Key: host, Helper: helper})
	}
	return bindings, nil
}
