//go:build e2e

package matrix

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// ways are the ways to provide a client with a login; another test checks the last one.
var ways = []struct {
	name  string
	stage func(t *testing.T, f field, c client) watched
}{{"credHelpers", helpers}, {"credsStore", router}, {"exported", exported}}

const loginWay = "login, logout"

// watched is a stage, with the file in which each start of a helper is recorded.
type watched struct {
	*stage.Stage
	log string
}

// calls returns the verbs with which the helper has been started so far.
func (w watched) calls(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(w.log)
	if err != nil && w.log != "" && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return strings.Fields(string(text))
}

// config returns Docker's config, or an authfile, with one helper for each registry.
func (f field) config(t *testing.T, helper string) string {
	t.Helper()
	named := map[string]string{}
	for _, r := range f.registries {
		named[r.host] = helper
	}
	text, err := json.Marshal(map[string]any{"credHelpers": named})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// within directs the clients that do not read DOCKER_CONFIG to the same file.
func within(s *stage.Stage) *stage.Stage {
	return s.With("REGISTRY_AUTH_FILE=" + filepath.Join(s.Config, "config.json"))
}

// helpers returns a stage whose config names docker-credential-file for each registry, by a wrapper
// that records its starts.
func helpers(t *testing.T, f field, _ client) watched {
	s, dir := stage.New(t), t.TempDir()
	log := filepath.Join(dir, "log")
	counted := "#!/bin/sh\necho \"$1\" >>'" + log + "'\nexec '" + stage.Path(t, stage.File) + "' \"$@\"\n"
	if err := os.WriteFile(filepath.Join(dir, "docker-credential-counted"), []byte(counted), 0o700); err != nil {
		t.Fatal(err)
	}
	s.WriteConfig(t, f.config(t, "counted"))
	for _, r := range f.registries {
		s.Store(t, r.host, stage.User, stage.Password)
	}
	return watched{within(s.With("PATH=" + dir + ":" + stage.Programs() + ":/usr/sbin:/usr/bin:/sbin:/bin")), log}
}

// router returns a stage whose config is {"credsStore":"auto"}, or for podman's family the output of
// `dockercfg configure --podman`.
func router(t *testing.T, f field, c client) watched {
	s := stage.New(t)
	for _, r := range f.registries {
		s.Run(t, stage.Login(r.host, stage.User, stage.Password), "docker-credential-auto", "store").OK(t)
	}
	if c.podman {
		s.Run(t, "", "dockercfg", "configure", "--podman", "--yes").OK(t)
		return watched{Stage: s.With("DOCKER_CONFIG=")} // the file that it names must exist
	}
	s.WriteConfig(t, `{"credsStore":"auto"}`)
	return watched{Stage: s}
}

// exported returns a stage with the exported file alone, in the client's format, and without helpers
// on PATH.
func exported(t *testing.T, f field, c client) watched {
	bare := stage.Bare(t)
	helpers(t, f, c).Run(t, "", "dockercfg", "export", "--format", c.format, "-o", filepath.Join(bare.Config, "config.json")).OK(t)
	return watched{Stage: within(bare)}
}

// nobody returns a stage with an empty store.
func (f field) nobody(t *testing.T) *stage.Stage {
	s := stage.New(t)
	s.WriteConfig(t, f.config(t, "file"))
	return within(s)
}

// loggedOut returns a stage in which docker-credential-auto stores a client's login in
// docker-credential-file.
func (f field) loggedOut(t *testing.T, c client) *stage.Stage {
	if c.podman {
		s := stage.New(t)
		s.Run(t, "", "dockercfg", "configure", "--podman", "--yes").OK(t)
		return s.With("DOCKER_CONFIG=")
	}
	s := stage.New(t)
	s.WriteConfig(t, `{"credsStore":"auto"}`)
	return s
}

// kept asserts that the store contains a login, or does not, and that no file contains it.
func (f field) kept(t *testing.T, s *stage.Stage, at registry, want bool) {
	t.Helper()
	user, secret, got := s.Get(t, at.host)
	// A registry with a token server may have issued a token instead.
	if got != want || (want && (user != stage.User || secret != stage.Password) && user != "<token>") {
		t.Errorf("in the store: %v as %q, want %v", got, user, want)
	}
	for _, file := range []string{filepath.Join(s.Config, "config.json"), filepath.Join(filepath.Dir(s.Home), "run/containers/auth.json"), "/run/containers/0/auth.json"} {
		if text, err := os.ReadFile(file); err == nil && (strings.Contains(string(text), `"auth"`) || strings.Contains(string(text), "identitytoken")) {
			t.Errorf("the login is in %s: %s", file, text)
		}
	}
}
