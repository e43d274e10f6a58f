//go:build e2e

package matrix

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

func newCrane(t *testing.T, f field) client {
	stage.Installed(t, "crane")
	do := func(t *testing.T, s *stage.Stage, r registry, stdin string, args ...string) stage.Result {
		return s.With("SSL_CERT_FILE="+r.authority).Run(t, stdin, "crane", args...)
	}
	image := func(r registry) string { return r.host + "/crane:1" }
	return client{
		version: []string{"crane", "version"}, format: "config-json",
		push: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return do(t, s, r, "", "append", "-f", f.layer, "-t", image(r))
		},
		pull: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return do(t, s, r, "", "pull", image(r), filepath.Join(t.TempDir(), "image.tar"))
		},
		login: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return do(t, s, r, stage.Password, "auth", "login", r.host, "-u", stage.User, "--password-stdin")
		},
		logout: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return do(t, s, r, "", "auth", "logout", r.host)
		},
	}
}

func newOras(t *testing.T, f field) client {
	stage.Installed(t, "oras")
	tls := func(r registry) []string {
		if r.authority == "" {
			return []string{"--plain-http"}
		}
		return []string{"--plain-http=false", "--ca-file", r.authority}
	}
	image := func(r registry) string { return r.host + "/oras:1" }
	return client{
		version: []string{"oras", "version"}, format: "config-json",
		push: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return s.Run(t, "", "oras", slices.Concat([]string{"push"}, tls(r), []string{image(r), "--disable-path-validation", f.layer})...)
		},
		pull: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return s.Run(t, "", "oras", slices.Concat([]string{"pull"}, tls(r), []string{image(r), "--allow-path-traversal", "-o", t.TempDir()})...)
		},
		login: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return s.Run(t, stage.Password, "oras", slices.Concat([]string{"login"}, tls(r), []string{"-u", stage.User, "--password-stdin", r.host})...)
		},
		logout: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return s.Run(t, "", "oras", "logout", r.host)
		},
	}
}

// newRegctl returns regctl, whose `registry login` writes the password into its own file.
func newRegctl(t *testing.T, f field) client {
	stage.Installed(t, "regctl")
	do := func(t *testing.T, s *stage.Stage, r registry, args ...string) stage.Result {
		set := []string{"registry", "set", "--skip-check", "--tls", "disabled", r.host}
		if r.authority != "" {
			text, err := os.ReadFile(r.authority)
			if err != nil {
				t.Fatal(err)
			}
			set = []string{"registry", "set", "--skip-check", "--cacert", string(text), r.host}
		}
		s.Run(t, "", "regctl", set...).OK(t)
		return s.Run(t, "", "regctl", args...)
	}
	return client{
		version: []string{"regctl", "version"}, format: "config-json",
		push: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return do(t, s, r, "artifact", "put", "--file", f.layer, r.host+"/regctl:1")
		},
		pull: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return do(t, s, r, "artifact", "get", "--output", t.TempDir(), r.host+"/regctl:1")
		},
	}
}

func newHelm(t *testing.T, _ field) client {
	stage.Installed(t, "helm")
	s, dir := stage.New(t), t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "toy"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "toy", "Chart.yaml"), []byte("apiVersion: v2\nname: toy\nversion: 0.1.0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Run(t, "", "helm", "package", "-d", dir, filepath.Join(dir, "toy")).OK(t)
	do := func(t *testing.T, s *stage.Stage, r registry, stdin string, args ...string) stage.Result {
		tls := []string{"--plain-http"}
		if r.authority != "" {
			tls = []string{"--ca-file", r.authority}
		}
		return s.Run(t, stdin, "helm", slices.Concat(args, tls, []string{"--registry-config", filepath.Join(s.Config, "config.json")})...)
	}
	return client{
		version: []string{"helm", "version"}, format: "config-json",
		push: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return do(t, s, r, "", "push", filepath.Join(dir, "toy-0.1.0.tgz"), "oci://"+r.host+"/charts")
		},
		pull: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return do(t, s, r, "", "pull", "oci://"+r.host+"/charts/toy", "--version", "0.1.0", "-d", t.TempDir())
		},
		login: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return do(t, s, r, stage.Password, "registry", "login", r.host, "-u", stage.User, "--password-stdin")
		},
		logout: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return s.Run(t, "", "helm", "registry", "logout", r.host, "--registry-config", filepath.Join(s.Config, "config.json"))
		},
	}
}
