package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

const byRule = "[[registry]]\nhelper = \"ghcr\"\n" +
	"hosts = [\"ghcr.io\", \"containers.octo-corp.ghe.com\", \"containers.github.corp.example:8443\", " +
	"\"-x.example\"]\nsource = \"gh\"\n"

// TestGh: each get asks gh again for the login of the registry's own GitHub, and explain never does.
func TestGh(t *testing.T) {
	w := newWorld(t, "GITHUB_ACTOR=octocat", "GH_TOKEN=CANARY-ENV", "GH_ENTERPRISE_TOKEN=CANARY-ENV")
	w.gh(t, `echo "CANARY-$3" | tr = _`)
	w.rules(t, byRule)
	servers := map[string]string{
		own: "github.com", tenant: "octo-corp.ghe.com", "containers.github.corp.example:8443": "github.corp.example",
		"-x.example": "-x.example",
	}
	for asked, server := range servers {
		if e := w.Run(t, "explain", asked); !strings.Contains(e.Out,
			`"Source":"login of gh for `+server+
				`, which needs the scope read:packages, by the rule in line 1 of config.toml"`) ||
			!strings.Contains(e.Out, `"Username":"octocat"`) {
			t.Errorf("explain: %+v", e)
		}
	}
	if n := len(w.calls()); n != 0 {
		t.Fatalf("explain started gh %d times", n)
	}
	for asked, server := range servers {
		for range 2 {
			if got := w.Run(t, "get", asked).Password(t, "octocat"); got != "CANARY---hostname_"+server {
				t.Errorf("%s: %s", asked, got)
			}
		}
	}
	if calls := w.calls(); len(calls) != 2*len(servers) || !strings.HasPrefix(calls[0], "auth token --hostname=") {
		t.Errorf("%q", calls)
	}
	if len(w.Tokens(t)) != 0 {
		t.Error("a token was kept that may be revoked at any time")
	}
}

// TestGhTogether: many processes at once all get the token.
func TestGhTogether(t *testing.T) {
	w := newWorld(t)
	w.gh(t, "echo CANARY-GH")
	w.rules(t, byRule)
	for _, a := range w.Together(t, 20, func(int) string { return own }) {
		a.Password(t, user)
	}
}

// TestGhUnasked: without a rule, gh's login is not used.
func TestGhUnasked(t *testing.T) {
	w := newWorld(t)
	w.gh(t, "echo CANARY")
	w.Anonymous(t, own)
	w.Anonymous(t, tenant)
	if len(w.calls()) != 0 {
		t.Error("gh was started")
	}
}

// TestGhFailures: gh's output becomes an error with the next step, and is not shown.
func TestGhFailures(t *testing.T) {
	says := func(text string) string { return "echo 'CANARY " + text + "' >&2; echo CANARY-OUT; exit 1" }
	for script, c := range map[string]struct{ code, text string }{
		says("no oauth token found for github.com"): {
			"login-expired", "gh is not logged in to github.com: run `gh auth login --hostname github.com --scopes " +
				"read:packages`",
		},
		says("To get started, please run: gh auth login"): {"login-expired", "gh auth login --hostname github.com"},
		says(`unknown command "token" for "gh auth"`): {
			"backend", "too old to print its token: update the GitHub CLI",
		},
		"exit 3":                   {"backend", "(exit code 3): run `gh auth status --hostname github.com` to see why"},
		"":                         {"backend", "gh did not print a token"},
		"echo CANARY two words":    {"backend", "gh did not print a token"},
		"echo CANARY; echo CANARY": {"backend", "gh did not print a token"},
		"while :; do echo CANARY-CANARY-CANARY-CANARY-CANARY; done": {"backend", "more than 1 MiB"},
		"sleep 60 & sleep 60": {"timeout", "gh did not answer in time"},
	} {
		t.Run(c.code+" "+c.text, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.gh(t, script)
			w.rules(t, byRule)
			began := time.Now()
			w.Fails(t, c.code, c.text, "DOCKERCFG_TIMEOUT=4s")
			if took := time.Since(began); took > 8*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}

// TestGhDirectory: gh is only started from a directory that other users cannot write to.
func TestGhDirectory(t *testing.T) {
	w := newWorld(t, "GH_TOKEN=CANARY-1") // which does not replace the source in the rule
	w.gh(t, "echo CANARY")
	w.rules(t, byRule)
	w.Fails(t, "backend", "gh is not on PATH, but the rule in line 1 of config.toml selects it: install "+
		"the GitHub CLI", "PATH=/nonexistent")
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(w.Home, "bin")
	relative, err := filepath.Rel(here, bin)
	if err != nil {
		t.Fatal(err)
	}
	w.Fails(t, "backend", "is a relative entry of PATH", "PATH="+relative)
	if err := os.Chmod(bin, 0o777); err != nil {
		t.Fatal(err)
	}
	w.Fails(t, "backend", "is writable by every user: chmod o-w it")
	if len(w.calls()) != 0 {
		t.Error("it was started")
	}
}

// TestGhNoProgram: a file named gh that is not a program.
func TestGhNoProgram(t *testing.T) {
	w := newWorld(t)
	w.gh(t, "")
	w.rules(t, byRule)
	if err := helpertest.WriteProgram(filepath.Join(w.Home, "bin", "gh"), []byte("\x00CANARY"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.Fails(t, "backend", "gh did not print a token for github.com (it cannot be started)")
}

// TestGhEnvironment: gh gets none of our secrets, must not prompt or send telemetry, and gets what it
// needs to find its login.
func TestGhEnvironment(t *testing.T) {
	w := newWorld(t)
	w.gh(t, "env >'"+w.Home+"/list'; echo CANARY-GH")
	w.rules(t, byRule)
	w.Run(t, "get", own, "GH_TOKEN=CANARY-1", "GITHUB_TOKEN=CANARY-2", "GH_ENTERPRISE_TOKEN=CANARY-3",
		"GITHUB_ENTERPRISE_TOKEN=CANARY-4", "GH_DEBUG=api",
		"AWS_SECRET_ACCESS_KEY=CANARY-5", "AWS_SESSION_TOKEN=CANARY-6", "AZURE_CLIENT_SECRET=CANARY-7",
		"IC_API_KEY=CANARY-8", "DOCKER_AUTH_CONFIG=CANARY-9",
		"CI_JOB_TOKEN=CANARY-A", "CI_REGISTRY_PASSWORD=CANARY-B", "DOCKER_A__EXAMPLE_PSW=CANARY-C", "AUTH=CANARY-D",
		"SOMEBODYS_APIKEY=CANARY-E",
		"GH_CONFIG_DIR=/somewhere", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent").Password(t, user)
	data, err := os.ReadFile(filepath.Join(w.Home, "list"))
	if err != nil || strings.Contains(string(data), "CANARY") || strings.Contains(string(data), "GH_DEBUG") {
		t.Errorf("%v: %s", err, data)
	}
	for _, want := range []string{"GH_CONFIG_DIR=/somewhere", "DBUS_SESSION_BUS_ADDRESS=", "HOME=",
		"GH_PROMPT_DISABLED=1", "GH_TELEMETRY=false"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("gh does not get %s", want)
		}
	}
}
