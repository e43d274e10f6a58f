//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// routed is a stage whose whole Docker configuration is one line, with a login to
// both registries that went through the router.
func (w world) routed(t *testing.T) *stage.Stage {
	s := stage.New(t)
	s.WriteConfig(t, `{"credsStore":"auto"}`)
	for _, host := range w.hosts() {
		s.Run(t, `{"ServerURL":"`+host+`","Username":"`+stage.User+`","Secret":"`+stage.Password+`"}`, "docker-credential-auto", "store").OK(t)
	}
	return s
}

// TestAuto: with that one line, real clients push and pull, and without the login
// they do not.
func TestAuto(t *testing.T) {
	w := newWorld(t)
	s, nobody := w.routed(t), stage.New(t)
	nobody.WriteConfig(t, `{"credsStore":"auto"}`)
	chart := w.chart(t)
	for name, host := range w.hosts() {
		for client, c := range map[string]struct{ before, push, pull []string }{
			"crane": {nil, []string{"append", "-f", w.layer, "-t", host + "/crane:1"}, []string{"digest", host + "/crane:1"}},
			"oras": {nil, []string{"push", "--plain-http", host + "/oras:1", "--disable-path-validation", w.layer},
				[]string{"manifest", "fetch", "--plain-http", host + "/oras:1"}},
			"helm": {nil, []string{"push", "--plain-http", "--registry-config", "CONFIG", chart, "oci://" + host + "/charts"},
				[]string{"show", "chart", "--plain-http", "--registry-config", "CONFIG", "oci://" + host + "/charts/toy", "--version", "0.1.0"}},
			"regctl": {[]string{"registry", "set", "--tls", "disabled", "--skip-check", host},
				[]string{"artifact", "put", "--file", w.layer, host + "/regctl:1"}, []string{"manifest", "get", host + "/regctl:1"}},
		} {
			t.Run(client+"/"+name, func(t *testing.T) {
				run := func(s *stage.Stage, args []string) stage.Result {
					args = slices.Clone(args)
					if i := slices.Index(args, "CONFIG"); i >= 0 {
						args[i] = filepath.Join(s.Config, "config.json")
					}
					return s.Run(t, "", client, args...)
				}
				if c.before != nil {
					run(s, c.before).OK(t)
					run(nobody, c.before).OK(t)
				}
				run(s, c.push).OK(t)
				run(s, c.pull).OK(t)
				run(nobody, c.pull).Refused(t)
			})
		}
	}
}

// chart packages an empty chart.
func (w world) chart(t *testing.T) string {
	t.Helper()
	s, dir := stage.New(t), t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "toy"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "toy", "Chart.yaml"), "apiVersion: v2\nname: toy\nversion: 0.1.0\n")
	s.Run(t, "", "helm", "package", "-d", dir, filepath.Join(dir, "toy")).OK(t)
	return filepath.Join(dir, "toy-0.1.0.tgz")
}

// TestAutoSkopeo: skopeo asks credHelpers alone.
func TestAutoSkopeo(t *testing.T) {
	w := newWorld(t)
	s := w.routed(t)
	s.WriteConfig(t, w.helpers("auto"))
	pushed := w.cranePush(t, s, w.basic)
	out := s.Run(t, "", "skopeo", "inspect", "--tls-verify=false", "--authfile", filepath.Join(s.Config, "config.json"), "docker://"+w.basic+"/crane:1").OK(t)
	if !strings.Contains(out, pushed) {
		t.Errorf("skopeo sees %s, not %s", out, pushed)
	}
}

// TestAutoLogin: login, pull and logout by Docker's own client through the router,
// for a registry, for Docker Hub's key, and for a cloud's host; no secret is left
// in config.json.
func TestAutoLogin(t *testing.T) {
	w := newWorld(t)
	pushed := w.cranePush(t, w.loggedIn(t, stage.Password), w.basic)
	s := stage.New(t)
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

// TestAutoExport: on a cold machine the export knows the registries that
// config.toml names in full.
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
