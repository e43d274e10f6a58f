//go:build e2e

package matrix

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

const dockerCLI = "/usr/bin/docker"

// docker is Docker's client with its own engine.
type docker struct {
	field
	host string // DOCKER_HOST=…
	more []string
}

func (d docker) do(t *testing.T, s *stage.Stage, stdin string, args ...string) stage.Result {
	t.Helper()
	return s.With(append([]string{d.host}, d.more...)...).Run(t, stdin, dockerCLI, args...)
}

func newDocker(t *testing.T, f field) client {
	d := docker{field: f, host: stage.Engine(t)}
	d.do(t, stage.New(t), "", "load", "-q", "-i", f.image).OK(t)
	image := func(r registry) string { return r.host + "/docker:1" }
	return client{
		version: []string{dockerCLI, "--version"}, format: "config-json",
		push: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			d.do(t, s, "", "tag", stage.Loaded, image(r)).OK(t)
			defer d.do(t, s, "", "rmi", image(r))
			return d.do(t, s, "", "push", image(r))
		},
		pull: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			defer d.do(t, s, "", "rmi", image(r))
			return d.do(t, s, "", "pull", image(r))
		},
		login: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			d.do(t, s, "wrong", "login", "-u", stage.User, "--password-stdin", r.host).Refused(t)
			return d.do(t, s, stage.Password, "login", "-u", stage.User, "--password-stdin", r.host)
		},
		logout: func(t *testing.T, s *stage.Stage, r registry) stage.Result { return d.do(t, s, "", "logout", r.host) },
	}
}

func newDockerBuild(t *testing.T, f field) client {
	return docker{field: f, host: stage.Engine(t), more: []string{"DOCKER_BUILDKIT=0"}}.builder("build")
}

func newDockerBuildKit(t *testing.T, f field) client {
	c := docker{field: f, host: stage.Engine(t), more: []string{"DOCKER_BUILDKIT=1"}}.builder("buildkit")
	c.clear = true // https://github.com/moby/buildkit, util/resolver: a loopback registry of the engine is plain HTTP
	return c
}

// builder is a client that pushes the image that it builds, and pulls the base image of a build.
func (d docker) builder(repository string) client {
	image := func(r registry) string { return r.host + "/" + repository + ":1" }
	build := func(t *testing.T, s *stage.Stage, tag, from string) stage.Result {
		return d.do(t, s, "", "build", "--pull", "--no-cache", "-t", tag, context(t, from))
	}
	return client{
		version: []string{dockerCLI, "--version"}, format: "config-json",
		push: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			build(t, s, image(r), "scratch").OK(t)
			defer d.do(t, s, "", "rmi", image(r))
			return d.do(t, s, "", "push", image(r))
		},
		pull: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			defer d.do(t, s, "", "rmi", "built:1", image(r))
			return build(t, s, "built:1", image(r))
		},
	}
}

// context returns a build's directory with a Dockerfile that is based on an image.
func context(t *testing.T, from string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"Dockerfile": "FROM " + from + "\nCOPY more /more\n", "more": "more\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
