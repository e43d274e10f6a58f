//go:build unix

package safeexec_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/safeexec"
)

// TestWritableParent: a program is only started if no other user can replace it, or a
// directory on the way to it.
func TestWritableParent(t *testing.T) {
	for what, c := range map[string]struct {
		make func(dir string) (path string)
		open string // the writable directory in the error, below dir; "" if the program may be started
	}{
		"private": {func(dir string) string { return program(t, dir, "a/b") }, ""},
		"its own directory": {func(dir string) string {
			return opened(t, 0o777, dir, "a/b", program(t, dir, "a/b"))
		}, "a/b"},
		"its own directory, sticky": {func(dir string) string {
			return opened(t, os.ModeSticky|0o777, dir, "a/b", program(t, dir, "a/b"))
		}, "a/b"},
		"a directory above": {func(dir string) string {
			return opened(t, 0o777, dir, "a", program(t, dir, "a/b/c"))
		}, "a"},
		"a directory above, sticky": {func(dir string) string {
			return opened(t, os.ModeSticky|0o777, dir, "a", program(t, dir, "a/b/c"))
		}, ""},
		"a directory above, writable by the group": {func(dir string) string {
			return opened(t, 0o775, dir, "a", program(t, dir, "a/b/c"))
		}, ""},
		"the directory of a link": {func(dir string) string {
			link(t, program(t, dir, "a/b"), dir, "open/bin/tool")
			return opened(t, 0o777, dir, "open", filepath.Join(dir, "open/bin/tool"))
		}, "open"},
		"the target of a link": {func(dir string) string {
			link(t, program(t, dir, "open/b/c"), dir, "x/bin/tool")
			return opened(t, 0o777, dir, "open", filepath.Join(dir, "x/bin/tool"))
		}, "open"},
		"a linked directory": {func(dir string) string {
			program(t, dir, "open/b/c")
			link(t, "../open/b", dir, "x/bin")
			return opened(t, 0o777, dir, "open", filepath.Join(dir, "x/bin/c/tool"))
		}, "open"},
		"a link on the way to a link": {func(dir string) string {
			program(t, dir, "safe/c")
			link(t, filepath.Join(dir, "safe"), dir, "open/b/d")
			link(t, filepath.Join(dir, "open/b/d"), dir, "x")
			return opened(t, 0o777, dir, "open", filepath.Join(dir, "x/c/tool"))
		}, "open"},
		"a link to a private directory": {func(dir string) string {
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
		open := filepath.Join(dir, c.open)
		if (err == nil) != (c.open == "") || err != nil && !strings.Contains(err.Error(), open+" is writable") &&
			!strings.Contains(err.Error(), open+", which is writable by every user: chmod o-w it") {
			t.Errorf("%s: %v", what, err)
		}
		t.Setenv("PATH", filepath.Dir(path))
		if found, err := safeexec.Find("tool"); (err == nil) != (c.open == "") {
			t.Errorf("%s, on PATH: %q, %v", what, found, err)
		}
	}
}

// program creates a program in a directory below dir.
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

// opened sets the mode of a directory below dir, whatever the umask, and returns path.
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
