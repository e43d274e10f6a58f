//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestRoutes: with a cached route, a helper's cached token and a registry without a credential are
// answered before anything heavy is initialised. If another source may come first, main decides.
func TestRoutes(t *testing.T) {
	dir := withHelpers(t)
	w := helpertest.NewWorld(t, helpertest.Build(t, ownName), private,
		append(clouds(t, dir, func() {}), "DOCKERCFG_KEEPER=file",
			"AWS_ACCESS_KEY_ID=one", "AWS_SECRET_ACCESS_KEY=s", "DIGITALOCEAN_ACCESS_TOKEN=one")...)
	rules := filepath.Join(w.Home, ".config", "dockercfg", "config.toml")
	if err := os.MkdirAll(filepath.Dir(rules), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(rules, []byte("[[registry]]\nmatch = \"quay.example\"\nhelper = \"quay\"\n"),
		0o600); err != nil {
		t.Fatal(err)
	}
	asked := map[string]string{private: `"AWS"`, ocean: `"do"`, other: "credentials not found"}
	for host, want := range asked {
		w.Run(t, "get", host) // creates the token
		w.Run(t, "get", host) // caches the route, if there was no cache before
		if out, heavy := initialised(t, w, host); !strings.Contains(out, want) || len(heavy) > 0 {
			t.Errorf("%s: %q before the answer %.80q", host, heavy, out)
		}
	}
	for host, env := range map[string]string{
		private: "DOCKERCFG_ROUTED=" + private, ocean: "DOCKERCFG_KEEPER=kept", other: "DOCKERCFG_CACHE=off",
		ocean + "/x": "DOCKERCFG_DEBUG=1",
	} {
		if _, heavy := initialised(t, w, host, env); len(heavy) == 0 {
			t.Errorf("%s is answered with %s by the route", host, env)
		}
	}
	if err := helpertest.WriteProgram(filepath.Join(dir, "docker-credential-new"), []byte("#!/bin/sh\n"),
		0o755); err != nil {
		t.Fatal(err)
	}
	if _, heavy := initialised(t, w, private); len(heavy) == 0 {
		t.Error("the directory of the helpers has changed, and the route is used")
	}
}

// TestRulesMakeTheCache: with rules, it is cached that a registry has no credential, so that the rules
// are not read again, even if no token was ever made.
func TestRulesMakeTheCache(t *testing.T) {
	w := helpertest.NewWorld(t, helpertest.Build(t, ownName), other)
	w.Anonymous(t, other)
	if _, err := os.Stat(filepath.Join(w.Home, ".cache")); !os.IsNotExist(err) {
		t.Errorf("a cache was made: %v", err)
	}
	w.File(t, toml, "[[registry]]\nmatch = \"x.example\"\nhelper = \"vars\"\n")
	w.Anonymous(t, other)
	if out, heavy := initialised(t, w, other); !strings.Contains(out, "credentials not found") || len(heavy) > 0 {
		t.Errorf("%q before the answer %.80q", heavy, out)
	}
}

// initialised runs the program, and returns the packages that were initialised although the fast path
// does not need them.
func initialised(t *testing.T, w *helpertest.World, host string, env ...string) (out string, heavy []string) {
	t.Helper()
	cmd := exec.Command(helpertest.Build(t, ownName), "get")
	cmd.Env, cmd.Stdin = append(append(w.Env[:len(w.Env):len(w.Env)], env...), "GODEBUG=inittrace=1"),
		strings.NewReader(host)
	var trace strings.Builder
	cmd.Stderr = &trace
	answer, _ := cmd.Output()
	if !strings.Contains(trace.String(), "init os ") {
		t.Fatalf("there is no trace: %s", &trace)
	}
	for _, pkg := range []string{"net", "encoding/json", "github.com/pelletier/go-toml/v2/unstable"} {
		if strings.Contains(trace.String(), "init "+pkg+" ") {
			heavy = append(heavy, pkg)
		}
	}
	return string(answer), heavy
}
