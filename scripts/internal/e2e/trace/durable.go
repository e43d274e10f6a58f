//go:build e2e

package trace

import (
	"fmt"
	"path/filepath"
	"strings"
)

// file is the state of a new file.
type file struct{ written, synced, closed bool }

// NotDurable returns which changes below root a power loss could undo or corrupt, or "". In the
// right order, a file is written, synced, closed, renamed into place, and its directory is
// synced; creating a directory, and creating or removing a name, requires a sync of the parent.
func NotDurable(calls []Call, root string) string {
	files := map[string]*file{}
	pending := map[string]string{} // directory: what a sync of it would keep
	for _, c := range calls {
		paths := c.Paths()
		if c.Failed() || len(paths) == 0 || !strings.HasPrefix(paths[0], root) {
			continue
		}
		path := paths[0]
		f := files[path]
		switch c.Name {
		case "openat":
			if strings.Contains(c.Args, "O_WRONLY") || strings.Contains(c.Args, "O_RDWR") {
				files[path] = &file{}
			}
			if strings.Contains(c.Args, "O_CREAT") && !temporary(path) {
				pending[filepath.Dir(path)] = "the new file " + path
			}
		case "write", "pwrite64":
			if f != nil {
				*f = file{written: strings.HasSuffix(c.Args, ", "+c.Result)} // a short write does not count
			}
		case "fsync", "fdatasync":
			if f != nil {
				f.synced = f.written
			}
			delete(pending, path)
		case "close":
			if f != nil {
				f.closed = true
			}
		case "rename", "renameat", "renameat2", "link", "linkat":
			if f == nil || *f != (file{true, true, true}) {
				return fmt.Sprintf("%s came into place before it was written, synced and closed", paths[len(paths)-1])
			}
			delete(files, path)
			to := paths[len(paths)-1]
			pending[filepath.Dir(to)] = "the rename to " + to
		case "mkdir", "mkdirat":
			pending[filepath.Dir(path)] = "the new directory " + path
		case "unlink", "unlinkat":
			delete(files, path)
			if !temporary(path) { // removing a temporary file need not be durable
				pending[filepath.Dir(path)] = "the removal of " + path
			}
		}
	}
	for path, f := range files {
		if f.written && !f.synced {
			return path + " was not synced"
		}
	}
	for dir, what := range pending {
		return fmt.Sprintf("%s was not synced after %s", dir, what)
	}
	return ""
}

func temporary(path string) bool { return strings.HasPrefix(filepath.Base(path), ".dockercfg-tmp-") }
