package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

// withHelpers builds the real helpers into a directory on PATH before the tests run: the
// converter starts programs, so its tests do too.
type withHelpers struct{ m *testing.M }

func (w withHelpers) Run() int {
	dir, err := os.MkdirTemp("", "helpers")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	sources, err := filepath.Glob("../docker-credential-*")
	for i, source := range sources {
		sources[i] = filepath.Base(source)
	}
	if err = errors.Join(err, built.Into(dir, sources...)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	return w.m.Run()
}

func TestMain(m *testing.M) {
	helpertest.Main(withHelpers{m}, "dockercfg", main)
}

// TestScripts runs testdata/*.txtar. Each has a home directory, DOCKER_CONFIG is
// $WORK/docker, and $WORK/bin comes first in PATH for programs in the script.
func TestScripts(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("not run: the scripts' helpers are shell scripts")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Cmds:                helpertest.Commands(),
		Setup: func(env *testscript.Env) error {
			bin := filepath.Join(env.WorkDir, "bin")
			env.Setenv("GORACE", os.Getenv("GORACE")) // scripts/test says why
			env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("DOCKER_CONFIG", filepath.Join(env.WorkDir, "docker"))
			env.Setenv("PATH", bin+string(filepath.ListSeparator)+env.Getenv("PATH"))
			return makeExecutable(env.WorkDir)
		},
	})
}

// makeExecutable makes the scripts' programs executable: a txtar has no file modes.
func makeExecutable(work string) error {
	if err := os.MkdirAll(filepath.Join(work, "home"), 0o700); err != nil {
		return err
	}
	programs, err := filepath.Glob(filepath.Join(work, "*", "docker-credential-*"))
	for _, p := range programs {
		if err := os.Chmod(p, 0o755); err != nil {
			return err
		}
	}
	return err
}

// TestSuite compares the list of helpers that support explain with the directories.
func TestSuite(t *testing.T) {
	dirs, err := filepath.Glob("../docker-credential-*")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, dir := range dirs {
		names = append(names, strings.TrimPrefix(filepath.Base(dir), "docker-credential-"))
	}
	if got, want := strings.Join(suite(), " "), strings.Join(names, " "); got != want {
		t.Errorf("suite is %q, the directories are %q", got, want)
	}
}
