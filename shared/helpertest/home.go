package helpertest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Home prepares this process's environment for a test that calls a helper's packages: an
// empty home directory, which it returns, no variable that begins with one of prefixes, and
// the variables in env. The test's end restores the environment.
func Home(t *testing.T, prefixes []string, env ...string) string {
	t.Helper()
	for _, assignment := range os.Environ() {
		name, _, _ := strings.Cut(assignment, "=")
		for _, prefix := range prefixes {
			if strings.HasPrefix(name, prefix) {
				t.Setenv(name, "") // so that the test's end restores it
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
