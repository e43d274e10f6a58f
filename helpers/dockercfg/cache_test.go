//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestClearForeign: a directory of another user's is left alone, also by root.
func TestClearForeign(t *testing.T) {
	t.Parallel()
	s := newStage(t, `{}`, nil)
	foreign := "/"
	if os.Geteuid() == 0 {
		s.write(t, "foreign/a.v1.token", "CANARY", 0o600)
		foreign = s.dir + "/foreign"
		if err := os.Chown(foreign, 12345, 12345); err != nil {
			t.Skip("not run: a directory cannot be given away here")
		}
	}
	out := fails(t, s.clearing(foreign))
	if !strings.Contains(out, "store: clearing the token cache: "+foreign+" belongs to user") {
		t.Errorf("a directory of another user's: %s", out)
	}
	if _, err := os.Stat(foreign + "/a.v1.token"); os.Geteuid() == 0 && err != nil {
		t.Error(err)
	}
}

// TestClearFails: a token that stays is a failure. Root may remove any file, so
// it runs this as somebody else.
func TestClearFails(t *testing.T) {
	t.Parallel()
	s := newStage(t, `{}`, nil)
	kept := filepath.Join(s.dir, "kept")
	s.write(t, "kept/a.v1.token", "CANARY", 0o600)
	cmd := s.clearing(kept)
	if os.Geteuid() == 0 {
		const nobody = 65534
		s.copySelf(t)
		cmd.Path = filepath.Join(s.dir, "bin", "dockercfg")
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		if os.Chown(kept, nobody, nobody) != nil || os.Chmod(filepath.Dir(s.dir), 0o711) != nil {
			t.Skip("not run: root cannot act as another user here")
		}
	}
	if err := os.Chmod(kept, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(kept, 0o700) })
	if out := fails(t, cmd); !strings.Contains(out, "a.v1.token: permission denied: ") {
		t.Errorf("a token that cannot be removed: %s", out)
	}
}

func (s stage) clearing(dir string) *exec.Cmd {
	cmd := s.command("cache", "clear")
	cmd.Env = append(cmd.Env, "DOCKERCFG_CACHE_DIR="+dir)
	return cmd
}

// fails runs a command that has to fail, and gives what it says.
func fails(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != 1 {
		t.Fatalf("%v: %s", err, out)
	}
	return string(out)
}
