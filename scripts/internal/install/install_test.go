//go:build unix

// Package install tests scripts/install.
package install

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const script = "../../install"

// run runs the script with env in addition to the test's environment.
func run(t *testing.T, env []string, args ...string) (output string, code int) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bash, append([]string{script}, args...)...)
	cmd.Env = append(os.Environ(), env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	var exit *exec.ExitError
	if err := cmd.Run(); errors.As(err, &exit) {
		return out.String(), exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return out.String(), 0
}

// TestInstall: the script installs the named programs and their files, and nothing else.
func TestInstall(t *testing.T) {
	prefix := t.TempDir()
	output, code := run(t, nil, "--to", prefix, "vars", "dockercfg")
	if code != 0 || !strings.Contains(output, "note: "+prefix+"/bin is not on PATH") {
		t.Fatalf("exit code %d: %s", code, output)
	}
	for _, program := range []string{"docker-credential-vars", "dockercfg"} {
		out, err := exec.Command(filepath.Join(prefix, "bin", program), "version").CombinedOutput()
		if err != nil || !strings.HasPrefix(string(out), program+" ") {
			t.Errorf("%s version: %v: %s", program, err, out)
		}
	}
	for _, c := range []struct{ where, source string }{
		{"share/man/man1/docker-credential-vars.1", "man/docker-credential-vars.1"},
		{"share/man/man1/dockercfg.1", "man/dockercfg.1"},
		{"share/man/man1/dockercfg-export.1", "man/dockercfg-export.1"},
		{"share/bash-completion/completions/dockercfg", "completions/dockercfg.bash"},
		{"share/fish/vendor_completions.d/dockercfg.fish", "completions/dockercfg.fish"},
		{"share/zsh/site-functions/_dockercfg", "completions/_dockercfg"},
	} {
		got, err := os.ReadFile(filepath.Join(prefix, c.where))
		want, sourceErr := os.ReadFile(filepath.Join("../../../packaging", c.source))
		if err != nil || sourceErr != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not %s: %v, %v", c.where, c.source, err, sourceErr)
		}
	}
	if left, err := os.ReadDir(filepath.Join(prefix, "bin")); err != nil || len(left) != 2 {
		t.Errorf("bin holds %v (%v)", left, err)
	}
}

// TestUsage: unknown arguments have exit code 2, and the error lists the programs.
func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"nosuch"}, "there is no program nosuch; there are: credhelper-conformance acr auto "},
		{[]string{"../scripts"}, "there is no program ../scripts; there are: "},
		{[]string{"--fast"}, "unknown flag --fast: usage: scripts/install [--to DIR] [NAME…]"},
		{[]string{"--to"}, "--to needs a directory"},
	} {
		output, code := run(t, nil, c.args...)
		if code != 2 || !strings.HasPrefix(output, "scripts/install: "+c.says) || strings.Count(output, "\n") != 1 {
			t.Errorf("%q: exit code %d: %s", c.args, code, output)
		}
	}
}

// TestGo: if Go is missing or too old, the error says what to install.
func TestGo(t *testing.T) {
	empty, old := t.TempDir(), t.TempDir()
	for _, tool := range []string{"dirname", "sed", "sort", "head"} {
		path, err := exec.LookPath(tool)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(empty, tool)); err != nil {
			t.Fatal(err)
		}
	}
	text := "#!/bin/sh\necho go1.9.7\n"
	if err := os.WriteFile(filepath.Join(old, "go"), []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		empty:             "Go is not on PATH: install Go 1.26 or later from https://go.dev/dl",
		old + ":" + empty: "this is go1.9.7, and Go 1.26 or later is needed",
	} {
		output, code := run(t, []string{"PATH=" + path, "GOTOOLCHAIN="}, "--to", t.TempDir(), "vars")
		if code != 1 || !strings.HasPrefix(output, "scripts/install: "+says) {
			t.Errorf("exit code %d: %s", code, output)
		}
	}
}
