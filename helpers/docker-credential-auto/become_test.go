//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestBecome: a helper beside the router replaces its process, with the request, the remaining time and
// one more level of depth; a helper from PATH does not.
func TestBecome(t *testing.T) {
	dir := t.TempDir()
	released := helpertest.Build(t, ownName)
	text, err := os.ReadFile(released)
	if err != nil {
		t.Fatal(err)
	}
	router := filepath.Join(dir, ownName)
	if err := helpertest.WriteProgram(router, text, 0o755); err != nil {
		t.Fatal(err)
	}
	fake := "#!/bin/sh\nread asked\nprintf '{\"ServerURL\":\"%s\",\"Username\":\"%s %s\",\"Secret\":\"%s\"}\\n' " +
		"\"$asked\" \"$PPID\" \"$1\" \"$DOCKERCFG_DEPTH $DOCKERCFG_TIMEOUT $DOCKERCFG_KEEPER\"\n"
	for _, where := range []string{dir, t.TempDir()} {
		helper := filepath.Join(where, "docker-credential-quay")
		if err := helpertest.WriteProgram(helper, []byte(fake), 0o755); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(router, "get")
		cmd.Env, cmd.Stdin = []string{"PATH=" + where + ":/usr/bin:/bin", "HOME=" + t.TempDir()},
			strings.NewReader("quay.io\n")
		out, err := cmd.Output()
		if err != nil || !strings.Contains(string(out), `"ServerURL":"quay.io"`) ||
			!strings.Contains(string(out), ` get","Secret":"1 `) || !strings.Contains(string(out), ` none"`) {
			t.Errorf("%v: %s", err, out)
		}
		if became := strings.Contains(string(out),
			`"Username":"`+strconv.Itoa(os.Getpid())+" "); became != (where == dir) {
			t.Errorf("in %s: it took the place: %v: %s", where, became, out)
		}
		if err := os.Remove(helper); err != nil {
			t.Fatal(err)
		}
	}
}
