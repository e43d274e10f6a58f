//go:build e2e

package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// TestAutoLogin: login, pull and logout with Docker's client through docker-credential-auto, for
// a registry, for Docker Hub's key, and for a cloud's host. config.json never contains a
// secret.
func TestAutoLogin(t *testing.T) {
	w := newWorld(t)
	pushed := w.cranePush(t, w.loggedIn(t, stage.Password), w.basic)
	s := stage.New(t).With("AWS_EC2_METADATA_DISABLED=true")
	s.WriteConfig(t, `{"credsStore":"auto"}`)
	docker(t, s, stage.Password, "login", "-u", stage.User, "--password-stdin", w.basic).OK(t)
	if text := s.ReadConfig(t); strings.Contains(text, `"auth"`) {
		t.Errorf("docker login left a secret: %s", text)
	}
	if pulled := cranePull(t, s, w.basic); pulled != pushed {
		t.Errorf("pulled %s, pushed %s", pulled, pushed)
	}
	docker(t, s, "", "logout", w.basic).OK(t)
	s.Run(t, "", "crane", "digest", w.basic+"/crane:1").Refused(t)
	for _, key := range []string{"https://index.docker.io/v1/", ecrHost} {
		s.Run(t, `{"ServerURL":"`+key+`","Username":"u","Secret":"CANARY-LOGIN"}`, "docker-credential-auto", "store").OK(t)
		if r := s.Run(t, key, "docker-credential-auto", "get"); !strings.Contains(r.OK(t), `"Username":"u","Secret":"CANARY-LOGIN"`) {
			t.Errorf("%s: %+v", key, r)
		}
		s.Run(t, key, "docker-credential-auto", "erase").OK(t)
		if r := s.Run(t, key, "docker-credential-auto", "get"); r.Code != 1 || strings.Contains(r.Out, "CANARY") {
			t.Errorf("%s: after the logout: %+v", key, r)
		}
	}
}

// TestAutoExport: without a cache, an export includes the registries whose complete host is in
// config.toml.
func TestAutoExport(t *testing.T) {
	server, s := amazon(t, stage.New(t))
	s.WriteConfig(t, `{"credsStore":"auto"}`)
	rules := filepath.Join(s.Temp, "config.toml")
	write(t, rules, "[[registry]]\nmatch = \""+ecrHost+"\"\nhelper = \"ecr\"\n")
	s = s.With("DOCKERCFG_CONFIG=" + rules)
	out := filepath.Join(s.Temp, "out.json")
	s.Run(t, "", "dockercfg", "export", "-o", out).OK(t)
	if text := read(t, out); !strings.Contains(text, ecrHost) || server.Count(fakeaws.ECR) != 1 {
		t.Errorf("%s, %d requests", text, server.Count(fakeaws.ECR))
	}
}
