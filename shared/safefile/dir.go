// Package safefile keeps files that others must not read, change or lead
// astray: mode 0600 in a 0700 directory whatever the umask, never through a
// link, replaced whole or not at all, and on disk when a call returns.
//
// There are four ways to a file, and a caller picks one: a Dir is a directory
// of ours (store, cache) with strict rules for what is read back; Output is a
// file that the user named; Update changes a file that other programs write,
// too; InPlace is the file that a generator container was given, whose owner and
// mode belong to somebody else.
package safefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Unsafe is a file or directory that is not used, because somebody else could
// have made or changed it. Its text names the path and the command that mends it.
type Unsafe struct {
	Path, Problem string
	Fix           string // what to type; "" if Problem says it, or nothing is known
	IsDir         bool
}

func (u *Unsafe) Error() string {
	if u.Fix == "" {
		return u.Path + " " + u.Problem
	}
	return u.Path + " " + u.Problem + ": " + u.Fix
}

// Dir is a directory of ours.
type Dir struct {
	path     string
	volatile bool
}

// Volatile gives the directory for content that can be made again, such as a
// cache: a write is still whole or not at all to every reader, but is not waited
// for until it is on disk. After a power loss a file may be cut, so its reader
// has to notice that. Housekeeping looks at a bounded number of files.
func (d Dir) Volatile() Dir {
	d.volatile = true
	return d
}

// most is how many names of a volatile directory are looked at.
const most = 4096

// Open gives an existing directory; fs.ErrNotExist where there is none.
func Open(path string) (Dir, error) {
	if !filepath.IsAbs(path) {
		return Dir{}, &Unsafe{Path: path, Problem: "is not an absolute path"}
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrPermission) {
		return Dir{}, barred(path, err)
	}
	if err != nil {
		return Dir{}, err
	}
	if !info.IsDir() {
		return Dir{}, &Unsafe{Path: path, Problem: "is not a directory"}
	}
	return Dir{path: path}, checkOwner(path, info)
}

// barred names the directory above path that this user may not enter, if it belongs to
// somebody else: root makes such directories in a user's home. Else it is err.
func barred(path string, err error) error {
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

// Create is Open that makes the directory where it is missing, and its parents
// below base, each 0700 and synced. base itself must exist: a home directory
// that is not there is not invented. Root makes none in a directory that belongs to
// another user, whose programs could not use it: *Foreign.
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
	// A umask of 0777 would leave a directory that its owner cannot enter.
	if err := os.Chmod(path, 0o700); err != nil {
		return err
	}
	if !sync {
		return nil
	}
	return syncDir(parent)
}

// MakeAll makes a directory for a file that other programs write, too, as Create does.
// One that is there may be anybody's.
func MakeAll(path string) error {
	path = filepath.Clean(path)
	return makeAll(path, filepath.VolumeName(path)+string(filepath.Separator), false)
}

// Foreign is a directory of another user, in which root makes no directory. For a
// cache it is a place that may not be written, which is no fault of the user's.
type Foreign struct {
	Path  string
	Owner int
}

func (f *Foreign) Error() string {
	return fmt.Sprintf("%s belongs to user %d, and root makes no directory in it", f.Path, f.Owner)
}

// Is makes it a refusal.
func (f *Foreign) Is(target error) bool { return target == fs.ErrPermission }

// Path is where name lies in the directory.
func (d Dir) Path(name string) string { return filepath.Join(d.path, name) }

// Names lists the directory's entries, temporary files left out.
func (d Dir) Names() ([]string, error) {
	return d.names(-1)
}

// Some is Names of a directory that may hold very many: it gives not many more
// than 4000 of them.
func (d Dir) Some() ([]string, error) { return d.names(most) }

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

// list gives at most limit names, in no order; all for -1.
func (d Dir) list(limit int) ([]string, error) {
	f, err := os.Open(d.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := f.Readdirnames(limit)
	if errors.Is(err, io.EOF) {
		err = nil // an empty directory, asked for a number
	}
	return all, err
}

// Remove deletes name and syncs the directory; fs.ErrNotExist where it is missing.
func (d Dir) Remove(name string) error {
	if err := os.Remove(d.Path(name)); err != nil {
		return err
	}
	return syncDir(d.path)
}
