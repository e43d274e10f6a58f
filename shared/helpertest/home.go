package helpertest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Home is an empty home for a test that asks a helper's insides, in this process's
// environment without the variables that begin with one of prefixes, and with env.
func Home(t *testing.T, prefixes []string, env ...string) string {
	t.Helper()
	for _, assignment := range os.Environ() {
		name, _, _ := strings.Cut(assignment, "=")
		for _, prefix := range prefixes {
			if strings.HasPrefix(name, prefix) {
				t.Setenv(name, "") // so that it comes back
				os.Unsetenv(name)
			}
		}
	}
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("USERPROFILE", dir)
	t.Setenv("APPDATA", filepath.Join(dir, ".config"))
	for _, assignment := range env {
		if name, value, ok := strings.Cut(assignment, "="); ok {
			t.Setenv(name, value)
		}
	}
	return dir
}
