//go:build e2e

package e2e

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"
)

// tree lists what is below root, root included. Files come and go while it
// looks, so what vanished is no error.
func tree(t *testing.T, root string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		paths = append(paths, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
