//go:build e2e

package windows

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/shared/helpertest"
)

func needsWine(t *testing.T) {
	t.Helper()
	if missing != "" {
		stage.NotRun(t, "%s, windows/amd64 (%s)", t.Name(), missing)
	}
}

// TestConformance runs the protocol's checks as one script. credhelper-conformance would start more
// programs than wine can run in a reasonable time.
func TestConformance(t *testing.T) {
	needsWine(t)
	dir := t.TempDir()
	script, err := os.ReadFile("testdata/conformance.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []helpertest.Helper{
		{Name: "docker-credential-vars", Own: "own.example", User: "ann", Secret: "s3cr:et", Lister: true,
			Env: []string{"DOCKER_OWN__EXAMPLE_USR=ann", "DOCKER_OWN__EXAMPLE_PSW=s3cr:et"}},
		{Name: "docker-credential-file", Own: "own.example", User: "ann", Secret: "s3cr:et", Lister: true, Keeper: true,
			Env: []string{"DOCKERCFG_STORE=" + there(filepath.Join(dir, "store")), "XDG_CONFIG_HOME=" + there(filepath.Join(dir, "config"))}},
		{Name: "docker-credential-ghcr", Own: "ghcr.io", User: "x-access-token", Secret: "ghp_CANARY", Lister: true, Env: []string{"GH_TOKEN=ghp_CANARY"}},
		{Name: "docker-credential-gitlab", Own: "registry.gitlab.com", User: "me", Secret: "CANARY:1", Lister: true,
			Env: []string{"CI_DEPLOY_USER=me", "CI_DEPLOY_PASSWORD=CANARY:1"}},
		{Name: "docker-credential-heroku", Own: "registry.heroku.com", User: "_", Secret: "s3cr:et", Lister: true,
			Env: []string{"HEROKU_API_KEY=s3cr:et", "DOCKERCFG_KEEPER=none"}},
	} {
		t.Run(h.Name, func(t *testing.T) { helpertest.Script(t, h, string(script)) })
	}
}

// TestPull: a client for Windows pulls with docker-credential-file and docker-credential-auto, and then
// with the exported file alone.
func TestPull(t *testing.T) {
	needsWine(t)
	registry := stage.Registry(t, stage.HTPasswd(t))
	layer, _ := stage.Image(t)
	home := t.TempDir()
	run := func(config, stdin, program string, args ...string) stage.Result {
		world := stage.New(t).With("PATH="+os.Getenv("PATH"), "DOCKER_CONFIG="+there(config), "TMPDIR=",
			"DOCKERCFG_STORE="+there(filepath.Join(home, "store")), "XDG_CONFIG_HOME="+there(filepath.Join(home, "config")))
		return world.Run(t, stdin, filepath.Join(programs, program), args...)
	}
	image := registry + "/windows:1"
	for name, config := range map[string]map[string]any{
		"credHelpers": {"credHelpers": map[string]string{registry: "file"}}, "credsStore": {"credsStore": "auto"},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := json.Marshal(config)
			if err != nil {
				t.Fatal(err)
			}
			dir, alone := t.TempDir(), t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "config.json"), text, 0o600); err != nil {
				t.Fatal(err)
			}
			run(dir, "", "crane", "append", "-f", there(layer), "-t", image).Refused(t)
			run(dir, stage.Password, "crane", "auth", "login", registry, "-u", stage.User, "--password-stdin").OK(t)
			run(dir, "", "crane", "append", "-f", there(layer), "-t", image).OK(t)
			run(dir, "", "crane", "digest", image).OK(t)
			run(dir, "", "dockercfg", "export", "-o", there(filepath.Join(alone, "config.json"))).OK(t)
			if table := run(dir, "", "dockercfg", "verify").OK(t); !strings.Contains(table, "accepted") {
				t.Errorf("verify: %s", table)
			}
			run(dir, "", "crane", "auth", "logout", registry).OK(t)
			run(dir, "", "crane", "digest", image).Refused(t)
			run(alone, "", "crane", "digest", image).OK(t)
		})
	}
}
