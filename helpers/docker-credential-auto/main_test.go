package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

// real is the directory on PATH with the suite's store and vars.
var real string

func TestMain(m *testing.M) {
	helpertest.Main(tests{m}, ownName, main)
}

// tests run with the suite's store on PATH.
type tests struct{ *testing.M }

func (m tests) Run() int {
	var err error
	if real, err = os.MkdirTemp("", "helpers"); err != nil {
		panic(err)
	}
	defer os.RemoveAll(real)
	if err := built.Into(real, "docker-credential-"+file, "docker-credential-"+vars); err != nil {
		panic(err)
	}
	if err := os.Setenv("PATH", real+string(os.PathListSeparator)+os.Getenv("PATH")); err != nil {
		panic(err)
	}
	return m.M.Run()
}

// TestConformance has the helpers beside the router, like a release.
func TestConformance(t *testing.T) {
	dir := t.TempDir()
	if err := built.Into(dir, ownName, "docker-credential-"+file, "docker-credential-"+vars,
		"docker-credential-dockerhub"); err != nil {
		t.Fatal(err)
	}
	helpertest.Conformance(t, helpertest.Helper{
		Name: ownName, Own: "own.example", User: "ann", Secret: "s3cr:et", Lister: true, Keeper: true,
		Released: filepath.Join(dir, ownName),
	})
}
