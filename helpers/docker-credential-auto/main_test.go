package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// real is the directory on PATH with the suite's store and vars.
var real string

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){ownName: main})
}

// tests run with the suite's store on PATH.
type tests struct{ *testing.M }

func (m tests) Run() int {
	var err error
	if real, err = os.MkdirTemp("", "helpers"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(real)
	if err := build(real, "docker-credential-"+file, "docker-credential-"+vars); err != nil {
		panic(err)
	}
	if err := os.Setenv("PATH", real+string(os.PathListSeparator)+os.Getenv("PATH")); err != nil {
		panic(err)
	}
	return m.M.Run()
}

// build builds programs of this tree in the same way as a release.
func build(dir string, programs ...string) error {
	args := []string{"build", "-o", dir + string(filepath.Separator)}
	for _, p := range programs {
		args = append(args, "../"+p)
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %q: %w: %s", programs, err, out)
	}
	return nil
}

// TestConformance has the helpers beside the router, like a release.
func TestConformance(t *testing.T) {
	dir := t.TempDir()
	if err := build(dir, ownName, "docker-credential-"+file, "docker-credential-"+vars,
		"docker-credential-dockerhub"); err != nil {
		t.Fatal(err)
	}
	helpertest.Conformance(t, helpertest.Helper{
		Name: ownName, Own: "own.example", User: "ann", Secret: "s3cr:et", Lister: true, Keeper: true,
		Released: filepath.Join(dir, ownName),
	})
}
