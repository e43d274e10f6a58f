//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

const twoLogins = `{"auths":{"a.example":{"auth":"YTpDQU5BUlk="}}}`

// TestExecSignal checks that the command gets the signal and all the time that it needs to
// end; then its credentials are removed, and its exit code is returned.
func TestExecSignal(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]struct {
		script string
		code   int
	}{
		"ends at once": {`trap - TERM; echo "$DOCKER_CONFIG" >dir; touch begun; exec sleep 30`, 143},
		"takes its time": {`trap 'sleep 5; touch left; exit 9' TERM; echo "$DOCKER_CONFIG" >dir; touch begun; ` +
			`while :; do sleep 0.1; done`, 9},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, twoLogins, nil)
			cmd := s.command("exec", "--", "sh", "-c", end.script)
			cmd.Env = append(cmd.Env, "TMPDIR="+s.dir)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			s.waitFor(t, "begun")
			_ = cmd.Process.Signal(syscall.SIGTERM)
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != end.code {
				t.Errorf("exec ended with %s, want exit code %d", cmd.ProcessState, end.code)
			}
			dir, err := os.ReadFile(filepath.Join(s.dir, "dir"))
			if err != nil || len(dir) < 10 {
				t.Fatalf("the command did not print its DOCKER_CONFIG: %q, %v", dir, err)
			}
			if _, err := os.Stat(strings.TrimSpace(string(dir))); !os.IsNotExist(err) {
				t.Errorf("the credentials were not removed: %v", err)
			}
		})
	}
}

// TestExecIgnored checks that a signal that is ignored, as with nohup, is ignored by the
// command, too.
func TestExecIgnored(t *testing.T) {
	t.Parallel()
	for _, signal := range []string{"HUP", "INT"} {
		s := newStage(t, twoLogins, nil)
		cmd := s.command("exec", "--", "sh", "-c", "kill -"+signal+" $$; exit 7")
		program := cmd.Path
		cmd.Path = "/bin/sh"
		cmd.Args = append([]string{"sh", "-c", `trap '' ` + signal + `; exec "$0" "$@"`, program}, cmd.Args[1:]...)
		out, err := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != 7 {
			t.Errorf("%s: exec ended with %d, %v, want exit code 7: %s", signal, code, err, out)
		}
	}
}

// TestExecBefore checks that after a signal during the helpers' run no command is started.
func TestExecBefore(t *testing.T) {
	t.Parallel()
	s := newStage(t, `{"credHelpers":{"b.example":"stubborn"}}`, map[string]string{"stubborn": stubborn})
	cmd := s.command("exec", "--", "touch", "started")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.waitFor(t, "begun")
	_ = cmd.Process.Signal(syscall.SIGTERM)
	_ = cmd.Wait()
	if status := cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() {
		t.Errorf("exec ended with %s", cmd.ProcessState)
	}
	if _, err := os.Stat(filepath.Join(s.dir, "started")); err == nil {
		t.Error("the command was started")
	}
}

// TestExecKilled checks that a run removes what a killed run left.
func TestExecKilled(t *testing.T) {
	t.Parallel()
	s := newStage(t, twoLogins, nil)
	run := s.dir + "/run"
	if err := os.Mkdir(run, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := s.command("exec", "--", "sh", "-c", "touch begun; exec sleep 3")
	cmd.Env = append(cmd.Env, "XDG_RUNTIME_DIR="+run)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.waitFor(t, "begun")
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	left := func() int { names, _ := os.ReadDir(run); return len(names) }
	if left() != 1 {
		t.Fatalf("%d directories of the killed run", left())
	}
	next := s.command("exec", "--", "true")
	next.Env = append(next.Env, "XDG_RUNTIME_DIR="+run)
	if out, err := next.CombinedOutput(); err != nil || left() != 0 {
		t.Errorf("after the next run %d are left: %v: %s", left(), err, out)
	}
}
