//go:build unix

package helperclient_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helperclient"
)

// TestFind: a helper is found only if no other user can change it, and never in the
// working directory.
func TestFind(t *testing.T) {
	good, open, here := t.TempDir(), t.TempDir(), t.TempDir()
	put := func(dir, name string, mode os.FileMode) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	put(good, "docker-credential-good", 0o755)
	put(good, "docker-credential-loose", 0o757)
	put(good, "docker-credential-plain", 0o644)
	put(open, "docker-credential-open", 0o755)
	put(here, "docker-credential-here", 0o755)
	if err := os.Mkdir(filepath.Join(good, "docker-credential-dir"), 0o755); err != nil {
		t.Fatal(err)
	}
	for dir, mode := range map[string]os.FileMode{good: 0o755, here: 0o755, open: 0o777} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(here)
	t.Setenv("PATH", strings.Join([]string{".", "", here, open, good}, ":"))

	h, err := helperclient.Find("good")
	if err != nil || h.Path != filepath.Join(good, "docker-credential-good") || h.Name != "docker-credential-good" {
		t.Errorf("%+v, %v", h, err)
	}
	for name, want := range map[string]string{
		"loose": "is writable by every user", "plain": "is not executable", "open": "is writable by every user",
		"here": "PATH", "dir": "is not a regular file", "none": "is not installed",
		"": "invalid helper name", "-x": "invalid helper name", "../good": "invalid helper name",
		"a/b": "invalid helper name", "a b": "invalid helper name", "a;b": "invalid helper name",
		"Good": "invalid helper name", strings.Repeat("a", 64): "invalid helper name",
	} {
		if h, err := helperclient.Find(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %+v, error %v, want %q", name, h, err, want)
		}
	}
	t.Setenv("PATH", here)
	if _, err := helperclient.Find("here"); err == nil || !strings.Contains(err.Error(), "working directory") {
		t.Errorf("a helper in the working directory: %v", err)
	}
}
