//go:build unix

package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestFIFO: a pipe instead of a cached token does not block the helper.
func TestFIFO(t *testing.T) {
	w := keyed(t)
	w.password(t, own)
	file := w.Tokens(t)[0]
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(file, 0o600); err != nil {
		t.Fatal(err)
	}
	if a := w.Run(t, "get", own); a.Code != 0 || a.Took > 10*time.Second || a.Err == "" {
		t.Errorf("%+v", a)
	}
}

// TestNoHome: without HOME the account's home directory is used, or nothing is cached. Nothing
// fails, and nothing is written to the working directory.
func TestNoHome(t *testing.T) {
	w := keyed(t, "HOME=", "USERPROFILE=", "DOCKERCFG_CACHE_DIR=",
		"XDG_CACHE_HOME="+filepath.Join(t.TempDir(), "cache"))
	before, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	first := w.password(t, own)
	if again := w.password(t, own); again != first {
		t.Error("the cache that XDG names is not used without HOME")
	}
	after, err := os.ReadDir(".")
	if err != nil || len(after) != len(before) {
		t.Errorf("the working directory has %d files more (%v)", len(after)-len(before), err)
	}
}

// TestUmask: the cache is private, whatever the umask is.
func TestUmask(t *testing.T) {
	for _, umask := range []int{0, 0o777} {
		w := keyed(t)
		old := syscall.Umask(umask)
		a := w.Run(t, "get", own)
		syscall.Umask(old)
		a.Password(t, user)
		for path, want := range map[string]os.FileMode{
			w.Tokens(t)[0]: 0o600, filepath.Join(w.Home, ".cache", "dockercfg"): 0o700,
		} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
				t.Errorf("umask %04o: %s: %v, %v", umask, path, info.Mode(), err)
			}
		}
	}
}
