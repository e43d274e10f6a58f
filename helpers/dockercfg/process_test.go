//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// stage is a directory with a config and programs for one run of the converter.
type stage struct{ dir string }

func newStage(t *testing.T, config string, programs map[string]string) stage {
	t.Helper()
	s := stage{t.TempDir()}
	for name, text := range map[string]string{"docker/config.json": config, "home/.keep": ""} {
		s.write(t, name, text, 0o600)
	}
	for name, text := range programs {
		s.write(t, "bin/docker-credential-"+name, "#!/bin/sh\n"+text, 0o755)
	}
	return s
}

func (s stage) write(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := helpertest.WriteProgram(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

func (s stage) command(args ...string) *exec.Cmd {
	cmd := exec.Command("dockercfg", args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + s.dir + "/bin:" + os.Getenv("PATH"), "HOME=" + s.dir + "/home",
		"DOCKER_CONFIG=" + s.dir + "/docker", "WORK=" + s.dir}
	return cmd
}

// copySelf copies the converter itself into the stage's bin.
func (s stage) copySelf(t *testing.T) {
	t.Helper()
	path, err := exec.LookPath("dockercfg")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s.write(t, "bin/dockercfg", string(data), 0o755)
}

// waitFor waits until a program of the stage has created a file.
func (s stage) waitFor(t *testing.T, mark string) {
	t.Helper()
	for range 200 {
		if _, err := os.Stat(filepath.Join(s.dir, mark)); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s did not appear", mark)
}

const (
	good = `cat >/dev/null; echo '{"Username":"u","Secret":"s"}'`
	// stubborn ignores TERM and creates a file if it survives.
	stubborn = `trap '' TERM; touch $WORK/begun; sleep 4; touch $WORK/outlived; sleep 60`
)

// TestSignal checks that a signal ends the run: no file is written, an old one stays, and no
// helper survives.
func TestSignal(t *testing.T) {
	t.Parallel()
	s := newStage(t, `{"credHelpers":{"a.example":"good","b.example":"stubborn"}}`,
		map[string]string{"good": good, "stubborn": stubborn})
	s.write(t, "out", "FULL", 0o600)
	for _, args := range [][]string{{"export", "--partial", "--force", "-o", "out"}, {"generate", "out"}} {
		_ = os.Remove(filepath.Join(s.dir, "begun"))
		cmd := s.command(args...)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		s.waitFor(t, "begun")
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		status := cmd.ProcessState.Sys().(syscall.WaitStatus)
		if !status.Signaled() || status.Signal() != syscall.SIGTERM {
			t.Errorf("%v ended with %s", args, cmd.ProcessState)
		}
		if data, err := os.ReadFile(filepath.Join(s.dir, "out")); err != nil || string(data) != "FULL" {
			t.Errorf("%v: the file contains %q, %v (%s)", args, data, err, &errs)
		}
	}
	time.Sleep(5 * time.Second)
	if _, err := os.Stat(filepath.Join(s.dir, "outlived")); err == nil {
		t.Error("a helper survived")
	}
	if left, _ := filepath.Glob(filepath.Join(s.dir, ".dockercfg-tmp-*")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

// TestGrandchild checks that a helper's own child is stopped as well, by a signal and by a
// time limit.
func TestGrandchild(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"export", "v.example"}, {"export", "--timeout", "1s", "v.example"}} {
		s := newStage(t, `{"credHelpers":{"v.example":"vars"},"credsStore":"stubborn"}`,
			map[string]string{"stubborn": stubborn})
		cmd := s.command(args...)
		cmd.Env = append(cmd.Env, "DOCKER_V__EXAMPLE_USR=u", "DOCKER_V__EXAMPLE_PSW=p")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		s.waitFor(t, "begun")
		if len(args) == 2 {
			_ = cmd.Process.Signal(syscall.SIGTERM)
		}
		_ = cmd.Wait()
		time.Sleep(4500 * time.Millisecond)
		if _, err := os.Stat(filepath.Join(s.dir, "outlived")); err == nil {
			t.Errorf("%v: a helper's child survived", args)
		}
	}
}

// TestFullPipe checks that a reader which does not drain the output does not block the
// converter forever.
func TestFullPipe(t *testing.T) {
	t.Parallel()
	entries := make([]string, 3000)
	for i := range entries {
		entries[i] = fmt.Sprintf(`"r%d.example":{"auth":"dTpw"}`, i)
	}
	s := newStage(t, `{"auths":{`+strings.Join(entries, ",")+`}}`, nil) // more than a pipe holds
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	cmd := s.command("export", "--timeout", "1s", "-o", "-")
	cmd.Stdout = write
	start := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 1 || time.Since(start) < time.Second {
		t.Errorf("exit code %d after %s", code, time.Since(start))
	}
}

// TestBeside checks that helpers in the converter's own directory are not started if every
// user can write to it.
func TestBeside(t *testing.T) {
	t.Parallel()
	s := newStage(t, `{"credHelpers":{"a.example":"good"}}`, map[string]string{"good": good})
	s.copySelf(t)
	run := func() (string, error) {
		cmd := s.command("export")
		cmd.Path, cmd.Err = filepath.Join(s.dir, "bin", "dockercfg"), nil
		cmd.Env[0] = "PATH=/nonexistent"
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := run(); err != nil {
		t.Errorf("a helper beside the converter is not found: %v: %s", err, out)
	}
	if err := os.Chmod(filepath.Join(s.dir, "bin"), 0o777); err != nil {
		t.Fatal(err)
	}
	if out, err := run(); err == nil || !strings.Contains(out, "is writable by every user: chmod o-w it") {
		t.Errorf("a helper from a directory that every user can write to: %v: %s", err, out)
	}
}

// TestGenerateWarnsOfWriters checks that the generator writes the file that it is given, and
// warns if others can change it.
func TestGenerateWarnsOfWriters(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		file, dir os.FileMode
		want      string
	}{
		"private": {0o600, 0o755, ""}, "readable": {0o644, 0o755, ""}, "sticky": {0o600, os.ModeSticky | 0o777, ""},
		"open":           {0o666, 0o755, "is writable by every user, who can change the logins in it: run `chmod o-w "},
		"open directory": {0o600, 0o777, "which is writable by every user, who can replace it: run `chmod o-w "},
	} {
		s := newStage(t, "{}", nil)
		path := filepath.Join(s.dir, "data", "dockercfg")
		s.write(t, "data/dockercfg", "", 0o600)
		for name, mode := range map[string]os.FileMode{path: c.file, filepath.Dir(path): c.dir} {
			if err := os.Chmod(name, mode); err != nil {
				t.Fatal(err)
			}
		}
		cmd := s.command("generate", path)
		cmd.Env = append(cmd.Env, "DOCKER_USERNAME=u", "DOCKER_PASSWORD=CANARY")
		out, err := cmd.CombinedOutput()
		warned := strings.Contains(string(out), "writable")
		if err != nil || (c.want != "") != warned || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: %v: %s", what, err, out)
		}
	}
}
