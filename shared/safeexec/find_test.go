//go:build unix

package safeexec_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/safeexec"
)

// TestUnseen: a program that cannot be looked at is not a missing one, but it is skipped if
// PATH has another one.
func TestUnseen(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	good := filepath.Dir(program(t, dir, "good"))
	link(t, "round", dir, "round") // not even root can enter it
	file := program(t, dir, "file")
	for what, c := range map[string]struct {
		in     string // the directory
		reason string // "" if the program is missing
		closed bool   // on PATH, it is as if it were missing
	}{
		"no directory":                        {in: filepath.Join(dir, "none")},
		"an empty directory":                  {in: dir},
		"a file in place of the directory":    {in: file},
		"a link to itself":                    {filepath.Join(dir, "round"), "too many", false},
		"a directory with a name too long":    {filepath.Join(dir, strings.Repeat("a", 300)), "too long", false},
		"a directory that may not be entered": {closed(t, dir), "this user may not read it", true},
	} {
		if c.in == "" {
			continue // root enters every directory
		}
		checked := safeexec.Check(filepath.Join(c.in, "tool"))
		if errors.Is(checked, os.ErrNotExist) != (c.reason == "") ||
			errors.Is(checked, safeexec.ErrUnseen) != (c.reason != "") || !strings.Contains(checked.Error(), c.reason) {
			t.Errorf("%s: %v", what, checked)
		}
		t.Setenv("PATH", c.in)
		_, found := safeexec.Find("tool")
		if c.closed {
			c.reason = ""
		}
		if errors.Is(found, safeexec.ErrMissing) != (c.reason == "") ||
			errors.Is(found, safeexec.ErrUnseen) != (c.reason != "") || !strings.Contains(found.Error(), c.reason) {
			t.Errorf("%s, on PATH: %v", what, found)
		}
		t.Setenv("PATH", c.in+":"+good)
		if path, err := safeexec.Find("tool"); path != filepath.Join(good, "tool") || err != nil {
			t.Errorf("%s, before another one on PATH: %q, %v", what, path, err)
		}
	}
}

// closed creates a program in a directory that this user may not enter, and returns the
// directory; "" for root.
func closed(t *testing.T, dir string) string {
	t.Helper()
	if os.Geteuid() == 0 {
		return ""
	}
	in := filepath.Dir(program(t, dir, "closed"))
	if err := os.Chmod(in, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(in, 0o700) })
	return in
}
