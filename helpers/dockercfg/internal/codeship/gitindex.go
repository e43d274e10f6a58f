package codeship

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// gitIndex returns the index of the project's repository, if there is one. readable is
// false if the index is outside the project, as for a work tree of `git worktree` or a
// project in a subdirectory, or in a format other than versions 2 and 3.
func (l *linter) gitIndex() (index []byte, readable bool) {
	dir, err := filepath.Abs(l.Dir)
	if err != nil {
		return nil, false
	}
	if _, err := os.Lstat(filepath.Join(dir, ".git")); errors.Is(err, fs.ErrNotExist) {
		return nil, !aboveIsGit(dir)
	}
	if info, err := os.Stat(filepath.Join(dir, ".git")); err != nil || !info.IsDir() {
		return nil, false
	}
	index, err = l.usual(filepath.Join(".git", "index"), 64<<20)
	if errors.Is(err, fs.ErrNotExist) { // nothing was added
		return nil, true
	}
	version, ok := bytes.CutPrefix(index, []byte("DIRC\x00\x00\x00"))
	if err != nil || !ok || len(version) == 0 || version[0] != 2 && version[0] != 3 {
		return nil, false
	}
	return index, true
}

// aboveIsGit reports whether a directory above dir is, or may be, a git work tree.
func aboveIsGit(dir string) bool {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	for parent := filepath.Dir(dir); parent != dir; parent = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(parent, ".git")); !errors.Is(err, fs.ErrNotExist) {
			return true
		}
		dir = parent
	}
	return false
}

// indexed returns a path as git's index contains it: after its length, and before a NUL
// (https://git-scm.com/docs/index-format).
func indexed(name string) []byte {
	return append(append([]byte{byte(len(name))}, name...), 0)
}
