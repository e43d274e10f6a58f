package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

// copied is the part of the tree that a new helper changes or that checks it.
func copied(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, part := range []string{"helpers", "shared", "scripts", "docs", "packaging"} {
		if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join("../../..", part))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum", "goreleaser.yml", "README.md"} {
		data, err := os.ReadFile(filepath.Join("../../..", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func in(dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), built.Variable+"=") // the programs there are from another tree
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestNewHelper: the new helper passes its tests, docker-credential-auto and dockercfg know it,
// and the script refuses to create it a second time.
func TestNewHelper(t *testing.T) {
	if testing.Short() {
		t.Skip("not run: -short, and it builds the suite")
	}
	dir := copied(t)
	make := []string{"scaleway", "rg.fr-par.scw.cloud", "SCW_SECRET_KEY", "nologin"}
	if out, err := in(dir, "scripts/new-helper", make...); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, check := range [][]string{
		{"vet", "./helpers/docker-credential-scaleway", "./helpers/internal/scaleway", "./helpers/docker-credential-auto", "./helpers/dockercfg"},
		{"test", "./helpers/docker-credential-auto", "-run", "TestEveryProvider|TestHosts|TestTable/scaleway|TestCalled"},
		{"test", "./helpers", "-run", "TestLinked|TestManual|TestWarmIsLight|TestReference|TestEvery|TestVariables|TestKeys"},
	} {
		if out, err := in(dir, "go", check...); err != nil || strings.Contains(out, "no tests to run") {
			t.Errorf("go %s: %v: %s", strings.Join(check, " "), err, out)
		}
	}
	if out, err := in(dir, "gofmt", "-l", "helpers"); err != nil || out != "" {
		t.Errorf("gofmt: %v: %s", err, out)
	}
	if out, err := in(dir, "scripts/new-helper", make...); err == nil || !strings.Contains(out, "exists") {
		t.Errorf("a second time: %v: %s", err, out)
	}
}
