// Package safefile reads and writes files that other users must not read, change or
// redirect. A file has mode 0600 in a directory of mode 0700 whatever the umask, links
// are not followed, a file is replaced as a whole or not at all, and its content is on
// disk when the call returns.
//
// There are four ways to handle a file. A Dir is a directory that belongs to this program
// (store, cache), with strict rules for reading. Output writes a file that the user
// named. Update changes a file that other programs also write. InPlace fills the file
// that a generator container was given, whose owner and mode must not change.
package safefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Unsafe is the error for a file or directory that is not used, because another user
// could have created or changed it. Its text contains the path and the command that fixes
// it.
type Unsafe struct {
	Path, Problem string
	Fix           string // the command to run; "" if Problem says it, or if none is known
	IsDir         bool
}

func (u *Unsafe) Error() string {
	if u.Fix == "" {
		return u.Path + " " + u.Problem
	}
	return u.Path + " " + u.Problem + ": " + u.Fix
}

// Dir is a directory that belongs to this program.
type Dir struct {
	path     string
	volatile bool
}

// Volatile returns the directory for content that can be created again, such as a cache.
// Readers still see the old or the new content of a file, but a write does not wait until
// it is on disk. After a power loss a file may be truncated, and its reader has to detect
// that. Cleaning up looks at a limited number of files.
func (d Dir) Volatile() Dir {
	d.volatile = true
	return d
}

// maxNames is how many names of a volatile directory are read.
const maxNames = 4096

// Open opens an existing directory. The error is fs.ErrNotExist if it is missing.
func Open(path string) (Dir, error) {
	if !filepath.IsAbs(path) {
		return Dir{}, &Unsafe{Path: path, Problem: "is not an absolute path"}
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrPermission) {
		return Dir{}, unreadableParent(path, err)
	}
	if err != nil {
		return Dir{}, err
	}
	if !info.IsDir() {
		return Dir{}, &Unsafe{Path: path, Problem: "is not a directory"}
	}
	return Dir{path: path}, checkOwner(path, info)
}

// unreadableParent returns an error for the directory above path that this user may not
// enter, if it belongs to another user: root sometimes creates such directories in a
// user's home. Otherwise it returns err.
func unreadableParent(path string, err error) error {
	for parent := filepath.Dir(path); parent != path; path, parent = parent, filepath.Dir(parent) {
		info, statErr := os.Stat(parent)
		if statErr != nil {
			continue
		}
		if foreign := checkOwner(parent, info); foreign != nil {
			return foreign
		}
		break
	}
	return err
}

// Create opens the directory and creates it if it is missing, with its parents below
// base, each with mode 0700 and synced. base must exist: a missing home directory is not
// created. If root would have to create it in a directory of another user, whose programs
// could not use it, the error is *Foreign.
func Create(path, base string) (Dir, error) { return create(path, base, true) }

// CreateVolatile is Create for a Volatile directory.
func CreateVolatile(path, base string) (Dir, error) {
	dir, err := create(path, base, false)
	return dir.Volatile(), err
}

func create(path, base string, sync bool) (Dir, error) {
	if dir, err := Open(path); !errors.Is(err, fs.ErrNotExist) {
		if info, statErr := os.Stat(path); err == nil && statErr == nil && tooOpen(info) {
			err = os.Chmod(path, 0o700)
		}
		return dir, err
	}
	if _, err := os.Stat(base); err != nil {
		return Dir{}, err
	}
	if err := makeAll(filepath.Clean(path), filepath.Clean(base), sync); err != nil {
		return Dir{}, err
	}
	return Open(path)
}

func makeAll(path, base string, sync bool) error {
	if _, err := os.Stat(path); err == nil || path == base {
		return err
	}
	parent := filepath.Dir(path)
	if parent == path {
		return fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	}
	if err := makeAll(parent, base, sync); err != nil {
		return err
	}
	if err := refuseForeign(parent); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil // another process was faster
		}
		return err
	}
	// With a umask of 0777 even the owner could not enter the directory.
	if err := os.Chmod(path, 0o700); err != nil {
		return err
	}
	if !sync {
		return nil
	}
	return syncDir(parent)
}

// MakeAll creates a directory, like Create, for a file that other programs also write. An
// existing directory may belong to anyone.
func MakeAll(path string) error {
	path = filepath.Clean(path)
	return makeAll(path, filepath.VolumeName(path)+string(filepath.Separator), false)
}

// Foreign is the error for a directory of another user, in which root does not create
// directories. A cache treats it like a directory that may not be written, and does not
// warn.
type Foreign struct {
	Path  string
	Owner int
}

func (f *Foreign) Error() string {
	return fmt.Sprintf("%s belongs to user %d, so root does not create a directory in it", f.Path, f.Owner)
}

// Is makes errors.Is(f, fs.ErrPermission) true.
func (f *Foreign) Is(target error) bool { return target == fs.ErrPermission }

// Path returns the path of a file in the directory.
func (d Dir) Path(name string) string { return filepath.Join(d.path, name) }

// Names returns the names in the directory, except temporary files.
func (d Dir) Names() ([]string, error) {
	return d.names(-1)
}

// SomeNames is Names for a directory that may have very many files: it returns at most
// about 4000 names.
func (d Dir) SomeNames() ([]string, error) { return d.names(maxNames) }

func (d Dir) names(limit int) ([]string, error) {
	all, err := d.list(limit)
	names := all[:0]
	for _, name := range all {
		if !IsTemporary(name) {
			names = append(names, name)
		}
	}
	return names, err
}

// list returns at most limit names in no particular order, or all if limit is -1.
func (d Dir) list(limit int) ([]string, error) {
	f, err := os.Open(d.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := f.Readdirnames(limit)
	if errors.Is(err, io.EOF) {
		err = nil // an empty directory, read with a limit
	}
	return all, err
}

// Remove deletes name and syncs the directory. The error is fs.ErrNotExist if name is
// missing.
func (d Dir) Remove(name string) error {
	if err := os.Remove(d.Path(name)); err != nil {
		return err
	}
	return syncDir(d.path)
}
