//go:build unix

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestHelperDirectory: a helper is started from the router's directory or from PATH, and never from a
// directory that others can write to.
func TestHelperDirectory(t *testing.T) {
	s := newStage(t)
	s.Own = "quay.io"
	s.Fails(t, "backend", "docker-credential-quay is not installed")

	here := t.TempDir()
	put(t, here, "quay", gives("here"))
	t.Chdir(here)
	for _, path := range []string{".", "", here} {
		s.fails(t, path+":"+os.Getenv("PATH"))
	}
	t.Chdir(t.TempDir())
	open := t.TempDir()
	put(t, open, "quay", gives("open"))
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	s.fails(t, open+":"+os.Getenv("PATH"))
	s.starts(t)

	// A helper's name in a rule cannot be a path or an option.
	for _, name := range []string{"../quay", "a/b", "-x", "a b", "a;b", "Quay"} {
		s.rules(t, "[[registry]]\nmatch = \"own.example\"\nhelper = \""+name+"\"\n")
		s.Own = "own.example"
		s.Fails(t, "config", "by the rule in line 1 of config.toml: invalid helper name")
	}
}

func (s stage) fails(t *testing.T, path string) {
	t.Helper()
	s.Fails(t, "backend", "docker-credential-quay is not", "PATH="+path)
}

// TestBeside: the helper beside the router is used, whatever is on PATH.
func TestBeside(t *testing.T) {
	s := newStage(t)
	s.fake(t, "quay", gives("path"))
	s.Program = helpertest.Build(t, ownName)
	s.answers(t, "quay.io", "path")
	put(t, filepath.Dir(s.Program), "quay", gives("beside"))
	s.answers(t, "quay.io", "beside")
}
