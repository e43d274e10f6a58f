package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// azGives is an az that prints a token which contains its arguments.
const azGives = `echo '{"accessToken":"CANARY-AZ-TOKEN","expiresOn":"x","tenant":"t"}' | sed "s#TOKEN#$*#; s# #_#g"`

// az is a directory with an az that has this body, alone on PATH.
func (w *world) az(t *testing.T, body string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("not run: az is a script here")
	}
	path := w.File(t, "bin/az", "#!/bin/sh\nPATH="+os.Getenv("PATH")+"\n"+body+"\n")
	for _, name := range []string{path, filepath.Dir(path)} {
		if err := os.Chmod(name, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Dir(path)
}

// logIn writes az's file.
func (w *world) logIn(t *testing.T) []string {
	t.Helper()
	w.File(t, ".azure/azureProfile.json", "\ufeff"+
		`{"subscriptions":[{"id":"s","user":{"name":"me@corp.example","type":"user"},"isDefault":true,"tenantId":"`+
		tenantID+`","environmentName":"AzureCloud"}]}`)
	return nil
}

// TestAz: the errors if az does not print a token.
func TestAz(t *testing.T) {
	say := func(text string) string { return "echo \"" + text + " CANARY-TEXT\" >&2; exit 1" }
	for what, c := range map[string]struct{ body, code, text string }{
		"not logged in": {say("ERROR: Please run 'az login' to setup account."), "login-expired",
			"az has no login of me@corp.example, which azureProfile.json names: run `az login`"},
		"ended": {say("AADSTS700082: The refresh token has expired."), "login-expired",
			"the az login of me@corp.example has expired: run `az login`"},
		"ended, in text": {say("Interactive authentication is needed. Please run: az login"), "login-expired",
			"has expired: run `az login`"},
		"policy": {say("AADSTS53003: blocked"), "denied", "conditional access"},
		"failing": {say("something else"), "backend",
			"az failed (exit code 1): run `az account get-access-token"},
		"no JSON":      {"echo CANARY-TEXT", "backend", "az did not print a token"},
		"no token":     {`echo '{"accessToken":""}'`, "backend", "az did not print a token"},
		"an odd token": {`echo '{"accessToken":"CANARY x"}'`, "backend", "az did not print a token"},
		"endless": {"while :; do echo CANARY-TEXT-CANARY-TEXT-CANARY-TEXT-CANARY-TEXT-CANARY-TEXT; done",
			"backend", "more than 1 MiB"},
		"hanging":    {"sleep 60 & sleep 60", "timeout", "az did not answer in time"},
		"no program": {"", "backend", "cannot be started"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.logIn(t)
			path := w.az(t, c.body)
			if c.body == "" {
				w.az(t, "")
				if err := helpertest.WriteProgram(filepath.Join(path, "az"), []byte("\x00nothing"), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			began := time.Now()
			w.Fails(t, c.code, c.text, "PATH="+path, "DOCKERCFG_TIMEOUT=4s")
			if took := time.Since(began); took > 7*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}

// TestAzDirectory: az is only started from a directory that other users cannot write to.
func TestAzDirectory(t *testing.T) {
	w := newWorld(t)
	w.logIn(t)
	dir := w.az(t, azGives)
	w.Fails(t, "backend", "az is logged in, but it is not on PATH: install the Azure CLI", "PATH=/nonexistent")
	w.Fails(t, "backend", "az is logged in, but it is not on PATH", "PATH=.:")
	relative, err := filepath.Rel(here(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	w.Fails(t, "backend", "is a relative entry of PATH", "PATH="+relative)
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	w.Fails(t, "backend", "is writable by every user: chmod o-w it", "PATH="+dir)
	_ = os.Chmod(dir, 0o755)
	_ = os.Chmod(filepath.Join(dir, "az"), 0o757)
	w.Fails(t, "backend", "is writable by every user: chmod o-w it", "PATH="+dir)
	_ = os.Chmod(filepath.Join(dir, "az"), 0o755)
	w.password(t, own, "PATH="+dir)
}

// TestAzEnvironment: az gets none of our secrets, sends no telemetry, and reads the files that are
// recorded.
func TestAzEnvironment(t *testing.T) {
	w := newWorld(t)
	w.logIn(t)
	list := filepath.Join(w.Home, "list")
	path := w.az(t, "env >"+list+"; tr '\\0' '\\n' </proc/$$/cmdline >>"+list+"; "+azGives)
	w.password(t, own, "PATH="+path, "AZURE_TOKEN_CREDENTIALS=dev", "AZURE_CLIENT_SECRET=CANARY-1",
		"AZURE_PASSWORD=CANARY-2",
		"AZURE_FEDERATED_TOKEN=CANARY-3", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY-4",
		"AZURE_CLIENT_CERTIFICATE_PASSWORD=CANARY-5")
	data, err := os.ReadFile(list)
	if err != nil || strings.Contains(string(data), "CANARY") ||
		!strings.Contains(string(data), "AZURE_CORE_COLLECT_TELEMETRY=false") ||
		!strings.Contains(string(data), "AZURE_CONFIG_DIR="+filepath.Join(w.Home, ".azure")+"\n") {
		t.Errorf("%v, %s", err, data)
	}
}

func here(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
