//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// withStore is a world with a script as the desktop's store, and with variables for own.example.
func withStore(t *testing.T, script string) *helpertest.World {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := helpertest.WriteProgram(filepath.Join(dir, "docker-credential-secretservice"),
		[]byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return helpertest.NewWorld(t, "docker-credential-vars", "own.example", "PATH="+dir+":"+os.Getenv("PATH"),
		"DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere", "DOCKER_OWN__EXAMPLE_USR=ci", "DOCKER_OWN__EXAMPLE_PSW=p")
}

// TestStoreHangs: variables are used at once, with a warning about the store. If docker has noted a login,
// no other identity is used instead.
func TestStoreHangs(t *testing.T) {
	t.Parallel()
	w := withStore(t, "sleep 60")
	a := w.Run(t, "get", "own.example")
	a.Password(t, "ci")
	if a.Took > 7*time.Second || !strings.Contains(a.Err,
		"timeout: the desktop's store: docker-credential-secretservice: ") {
		t.Errorf("%+v", a)
	}
	w.File(t, ".docker/config.json", `{"auths": {"own.example": {}}}`)
	w.Fails(t, "timeout", "the desktop's store: docker-credential-secretservice: it did not answer in time")
	a = w.Run(t, "get", "own.example", "DOCKERCFG_KEEPER=secretservice", "DOCKERCFG_TIMEOUT=3s")
	if a.Code != 1 || !strings.HasPrefix(a.Out,
		"docker-credential-vars: timeout: docker-credential-secretservice: it did not answer in time") {
		t.Errorf("a store that was chosen: %+v", a)
	}
	w.Anonymous(t, "other.example") // the store is not asked for a registry without variables
}

// TestConfigUnreadable: an unknown store may have a login that overrides the variables.
func TestConfigUnreadable(t *testing.T) {
	w := withStore(t, "exit 7")
	w.File(t, ".docker/config.json", `{"credsStore": "kept",}`)
	w.Fails(t, "config", "config.json, line 1, column 23: there is a comma before the closing bracket: "+
		"fix it (`dockercfg doctor` shows how), or set DOCKERCFG_KEEPER to the store")
	for verb, in := range map[string]string{"explain": "own.example", "erase": "own.example",
		"store": `{"ServerURL":"own.example","Username":"u","Secret":"s"}`} {
		if a := w.Run(t, verb, in); a.Code != 1 ||
			!strings.Contains(a.Out, "config: reading which credential store to use: ") {
			t.Errorf("%s: %+v", verb, a)
		}
	}
	w.Anonymous(t, "other.example")
	w.Run(t, "get", "own.example", "DOCKERCFG_KEEPER=none").Password(t, "ci")
}
