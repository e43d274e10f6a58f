//go:build unix

package safeexec_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/safeexec"
)

// TestWay: a program is started only where nobody else can put another in its place,
// anywhere on the way to it.
func TestWay(t *testing.T) {
	for what, c := range map[string]struct {
		make func(dir string) (path string)
		open string // the directory that is named, below dir; "" where the program is used
	}{
		"private":        {func(dir string) string { return program(t, dir, "a/b") }, ""},
		"its own":        {func(dir string) string { return opened(t, 0o777, dir, "a/b", program(t, dir, "a/b")) }, "a/b"},
		"its own sticky": {func(dir string) string { return opened(t, os.ModeSticky|0o777, dir, "a/b", program(t, dir, "a/b")) }, "a/b"},
		"above":          {func(dir string) string { return opened(t, 0o777, dir, "a", program(t, dir, "a/b/c")) }, "a"},
		"above, sticky":  {func(dir string) string { return opened(t, os.ModeSticky|0o777, dir, "a", program(t, dir, "a/b/c")) }, ""},
		"for a group":    {func(dir string) string { return opened(t, 0o775, dir, "a", program(t, dir, "a/b/c")) }, ""},
		"of a link": {func(dir string) string {
			link(t, program(t, dir, "a/b"), dir, "open/bin/tool")
			return opened(t, 0o777, dir, "open", filepath.Join(dir, "open/bin/tool"))
		}, "open"},
		"behind a link": {func(dir string) string {
			link(t, program(t, dir, "open/b/c"), dir, "x/bin/tool")
			return opened(t, 0o777, dir, "open", filepath.Join(dir, "x/bin/tool"))
		}, "open"},
		"a linked directory": {func(dir string) string {
			program(t, dir, "open/b/c")
			link(t, "../open/b", dir, "x/bin")
			return opened(t, 0o777, dir, "open", filepath.Join(dir, "x/bin/c/tool"))
		}, "open"},
		"a link on the way of a link": {func(dir string) string {
			program(t, dir, "safe/c")
			link(t, filepath.Join(dir, "safe"), dir, "open/b/d")
			link(t, filepath.Join(dir, "open/b/d"), dir, "x")
			return opened(t, 0o777, dir, "open", filepath.Join(dir, "x/c/tool"))
		}, "open"},
		"a link to a private place": {func(dir string) string {
			link(t, program(t, dir, "a/b"), dir, "x/bin/tool")
			return filepath.Join(dir, "x/bin/tool")
		}, ""},
	} {
		dir, err := filepath.EvalSymlinks(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		path := c.make(dir)
		err = safeexec.Check(path)
		if (err == nil) != (c.open == "") || err != nil && !strings.Contains(err.Error(), filepath.Join(dir, c.open)+" is writable") &&
			!strings.Contains(err.Error(), filepath.Join(dir, c.open)+", which is writable by every user: chmod o-w it") {
			t.Errorf("%s: %v", what, err)
		}
		t.Setenv("PATH", filepath.Dir(path))
		if found, err := safeexec.Find("tool"); (err == nil) != (c.open == "") {
			t.Errorf("%s, on PATH: %q, %v", what, found, err)
		}
	}
}

// program puts one into a directory below dir.
func program(t *testing.T, dir, at string) string {
	t.Helper()
	path := filepath.Join(dir, at, "tool")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// opened gives a directory below dir a mode, whatever the umask, and gives path on.
func opened(t *testing.T, mode os.FileMode, dir, at, path string) string {
	t.Helper()
	if err := os.Chmod(filepath.Join(dir, at), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func link(t *testing.T, target, dir, at string) {
	t.Helper()
	path := filepath.Join(dir, at)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}
