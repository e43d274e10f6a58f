package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestPrograms: the error for a failed credential_process names that setting.
func TestPrograms(t *testing.T) {
	for what, c := range map[string]struct{ command, code, text string }{
		"fails": {"sh -c 'exit 3'", "backend", "the credential_process of the profile dev failed (exit status 3)"},
		"is not there": {"/nonexistent/program ARGUMENT", "backend",
			"the program in credential_process of the profile dev was not found"},
		"hangs": {"exec sleep 100", "timeout",
			"the credential_process of the profile dev did not finish in time"},
		"hangs in a child": {"sleep 20 2>/dev/null & sleep 20 2>/dev/null", "timeout", "did not finish in time"},
		"says nothing":     {"true", "backend", "did not print credentials"},
		"says something":   {"echo CANARY-OUTPUT", "backend", "did not print credentials"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "AWS_PROFILE=dev")
			w.File(t, configFile, "[profile dev]\ncredential_process = "+c.command+"\n")
			began := time.Now()
			a := w.Run(t, "get", own, "DOCKERCFG_TIMEOUT=3s") // a program may write more to standard error
			if a.Code != 1 || !strings.HasPrefix(a.Out, program+": "+c.code+": ") || !strings.HasSuffix(a.Err, a.Out) ||
				!strings.Contains(a.Out, c.text) {
				t.Errorf("want %s, %q: %+v", c.code, c.text, a)
			}
			if took := time.Since(began); took > 6*time.Second {
				t.Errorf("that took %s", took)
			}
		})
	}
}

// TestProgramOnce: a credential_process is run once for each new token.
func TestProgramOnce(t *testing.T) {
	w := newWorld(t, "AWS_PROFILE=dev")
	w.File(t, configFile, `[profile dev]
credential_process = echo >>"$HOME/runs"; printf '{"Version":1,"AccessKeyId":"AKIAPROC","SecretAccessKey":"s"}'
`)
	w.password(t, own)
	if runs, err := os.ReadFile(filepath.Join(w.Home, "runs")); err != nil || string(runs) != "\n" {
		t.Errorf("%d runs (%v)", len(runs), err)
	}
}
