//go:build unix

package helpertest

import (
	"os"
	"path/filepath"
	"testing"
)

// ProofFiles checks the errors about a file that contains a secret: each says what is wrong
// with the file, and contains names, the setting that names the file. in returns a world in
// which the setting is path.
func ProofFiles(t *testing.T, in func(t *testing.T, path string) *World, names string) {
	t.Helper()
	with := func(text string) func(path string) error {
		return func(path string) error { return os.WriteFile(path, []byte(text), 0o600) }
	}
	for what, c := range map[string]struct {
		prepare func(path string) error
		says    string
	}{
		"missing":     {func(string) error { return nil }, "there is no such file"},
		"empty":       {with(""), "empty"},
		"a directory": {func(path string) error { return os.Mkdir(path, 0o700) }, "it is a directory"},
		"closed":      {with("x"), "this user may not read it"},
		"in UTF-16":   {with("\xff\xfex\x00"), "UTF-16"},
	} {
		t.Run(names+" "+what, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "proof")
			must(t, c.prepare(path))
			w := in(t, path)
			w.AsUser(t)
			reachable(t, path)
			giveAway(t, dir)
			if what == "closed" {
				must(t, os.Chmod(path, 0))
			}
			w.Fails(t, "config", c.says)
			w.Fails(t, "config", names)
		})
	}
}
