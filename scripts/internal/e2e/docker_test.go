//go:build e2e

package e2e

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// docker runs Docker's client, which can log in without an engine, since it contacts the
// registry itself. scripts/e2e unpacks a client if none is installed.
func docker(t *testing.T, s *stage.Stage, stdin string, args ...string) stage.Result {
	t.Helper()
	path := os.Getenv("E2E_DOCKER")
	if path == "" {
		stage.NotRun(t, "docker login (Debian's docker client could not be fetched)")
	}
	return s.With("DOCKER_HOST=unix:///nonexistent").Run(t, stdin, path, args...)
}

// TestDockerLogin does what a user does first: log in, look for the secret in config.json, pull
// with another client, log out.
func TestDockerLogin(t *testing.T) {
	w := newWorld(t)
	pushed := w.cranePush(t, w.loggedIn(t, stage.Password), w.basic)
	for name, config := range map[string]string{"credsStore": `{"credsStore":"file"}`, "credHelpers": w.helpers("file")} {
		t.Run(name, func(t *testing.T) {
			s := stage.New(t)
			s.WriteConfig(t, config)
			docker(t, s, "wrong", "login", "-u", stage.User, "--password-stdin", w.basic).Refused(t).Says(t, "unauthorized")
			if _, _, ok := s.Get(t, w.basic); ok {
				t.Error("a refused login was kept")
			}
			docker(t, s, stage.Password, "login", "-u", stage.User, "--password-stdin", w.basic).OK(t)
			noSecret(t, s.ReadConfig(t))
			if user, secret, ok := s.Get(t, w.basic); !ok || user != stage.User || secret != stage.Password {
				t.Errorf("after docker login, get answers %q %q %v", user, secret, ok)
			}
			if pulled := cranePull(t, s, w.basic); pulled != pushed {
				t.Errorf("pulled %s, pushed %s", pulled, pushed)
			}
			docker(t, s, "", "logout", w.basic).OK(t)
			if _, _, ok := s.Get(t, w.basic); ok {
				t.Error("after docker logout the store still has the login")
			}
			if listed := s.Run(t, "", stage.File, "list").OK(t); listed != "{}\n" {
				t.Errorf("after docker logout, list answers %s", listed)
			}
			s.Run(t, "", "crane", "digest", w.basic+"/crane:1").Refused(t)
		})
	}
}

// TestDockerIdentityToken: if the token server issues refresh tokens, docker stores one instead
// of the password. Other clients read it from the store; an export contains it only with
// --identity-tokens, since few consumers support it.
func TestDockerIdentityToken(t *testing.T) {
	w := newWorld(t)
	pushed := w.cranePush(t, w.loggedIn(t, stage.Password), w.bearer)
	s := stage.New(t)
	s.WriteConfig(t, `{"credsStore":"file"}`)
	docker(t, s, stage.Password, "login", "-u", stage.User, "--password-stdin", w.bearer).OK(t)
	noSecret(t, s.ReadConfig(t))
	if user, secret, ok := s.Get(t, w.bearer); !ok || user != "<token>" || secret == stage.Password {
		t.Errorf("after docker login, get answers %q %q %v", user, secret, ok)
	}
	w.tokens.Take()
	if pulled := cranePull(t, s, w.bearer); pulled != pushed {
		t.Errorf("pulled %s, pushed %s", pulled, pushed)
	}
	for _, q := range w.tokens.Take() {
		if q.Grant != "refresh_token" || !q.OK {
			t.Errorf("the token server saw %+v", q)
		}
	}
	bare := stage.Bare(t)
	out := filepath.Join(bare.Config, "config.json")
	s.Run(t, "", "dockercfg", "export", "-o", out).Exit(t, 1).Says(t, "--identity-tokens")
	if _, err := os.Lstat(out); !os.IsNotExist(err) {
		t.Fatalf("a refused export wrote its output (%v)", err)
	}
	s.Run(t, "", "dockercfg", "export", "--identity-tokens", "-o", out).OK(t)
	if pulled := cranePull(t, bare, w.bearer); pulled != pushed {
		t.Errorf("with the exported token, pulled %s, pushed %s", pulled, pushed)
	}
}

// noSecret asserts that a config does not contain the password in any form that docker writes.
func noSecret(t *testing.T, config string) {
	t.Helper()
	inline := base64.StdEncoding.EncodeToString([]byte(stage.User + ":" + stage.Password))
	for _, form := range []string{stage.Password, inline, `"auth"`, "identitytoken"} {
		if strings.Contains(config, form) {
			t.Errorf("config.json holds %q: %s", form, config)
		}
	}
}
