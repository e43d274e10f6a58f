//go:build unix

package helperclient_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// helperThat puts a helper that runs a script on PATH.
func helperThat(t *testing.T, script string) helperclient.Helper {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "docker-credential-fails")
	if err := helpertest.WriteProgram(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	helper, err := helperclient.Find("fails")
	if err != nil {
		t.Fatal(err)
	}
	return helper
}

// TestFailureMessage: the helper's message reaches the user unchanged.
func TestFailureMessage(t *testing.T) {
	for _, message := range []string{
		"error: The name org.freedesktop.secrets was not provided by any .service files",
		"gpg: decryption failed: No secret key",
		"google: could not find default credentials. " +
			"See https://cloud.google.com/docs/authentication/external/set-up-adc for more information",
	} {
		helper := helperThat(t, "cat >/dev/null; echo '"+message+"'; exit 1")
		_, _, err := helperclient.Caller{}.Get(t.Context(), helper, "registry.example")
		if err == nil || err.Error() != "helper: it failed with exit code 1: "+message {
			t.Errorf("%q is reported as %v", message, err)
		}
		helper = helperThat(t, "cat >/dev/null; echo '"+message+"' | tee /dev/stderr; exit 1")
		err = helperclient.Caller{}.Erase(t.Context(), helper, "registry.example")
		if strings.Count(err.Error(), message) != 1 {
			t.Errorf("on both streams it is reported as %v", err)
		}
	}
}

// TestFailureIsScrubbed: an error never contains what the helper was given or has in its
// environment, even if the helper prints it, for every verb.
func TestFailureIsScrubbed(t *testing.T) {
	const password = `correct horse "battery" staple`
	t.Setenv("REGISTRY_EXAMPLE_PSW", "tr0ub4dor")
	helper := helperThat(t, `echo "cannot take $(cat), nor $REGISTRY_EXAMPLE_PSW" | tee /dev/stderr; exit 1`)
	login := credential.Credential{Username: "ann", Secret: password}
	err := helperclient.Caller{}.Store(t.Context(), helper, "registry.example", login)
	if err == nil || !strings.Contains(err.Error(), "cannot take") {
		t.Fatal(err)
	}
	for _, secret := range []string{"battery", "horse", "tr0ub4dor"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error contains the secret: %v", err)
		}
	}
	caller := helperclient.Caller{Env: []string{"PATH=" + os.Getenv("PATH"), "REGISTRY_EXAMPLE_PSW=hunter2hunter"}}
	for verb, err := range map[string]error{
		"get":     second(caller.Get(t.Context(), helper, "registry.example")),
		"answer":  second(caller.Answer(t.Context(), helper, "registry.example")),
		"explain": only(caller.Explain(t.Context(), helper, "registry.example")),
		"list":    only(caller.List(t.Context(), helper)),
		"erase":   caller.Erase(t.Context(), helper, "registry.example"),
	} {
		if err == nil || !strings.Contains(err.Error(), "nor [cut]") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", verb, err)
		}
	}
}

func only[T any](_ T, err error) error           { return err }
func second[T, N any](_ T, _ N, err error) error { return err }
