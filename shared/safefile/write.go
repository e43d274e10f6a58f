package safefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const temporary = ".dockercfg-tmp-"

// IsTemporary tells the names of what a write that was ended leaves.
func IsTemporary(name string) bool { return strings.HasPrefix(name, temporary) }

// Write puts data into name: old or new, never a part, on disk when it returns.
// What killed writes left is swept before; in a volatile directory by Sweep alone.
func (d Dir) Write(name string, data []byte) error {
	if !d.volatile {
		d.Sweep()
	}
	path := d.Path(name)
	if err := checkTarget(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return d.replace(path, data, os.Rename)
}

// WriteNew is Write for a name that must not exist yet: fs.ErrExist if it does,
// also when another process makes it at the same moment.
func (d Dir) WriteNew(name string, data []byte) error {
	return d.replace(d.Path(name), data, renameNew)
}

// Output writes a file that the user named, 0600. Without force an existing
// file is fs.ErrExist; a link or a directory is refused even with it.
func Output(path string, data []byte, force bool) error {
	d := Dir{path: filepath.Dir(path)}
	d.Sweep()
	err := checkTarget(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case !force:
		return &fs.PathError{Op: "write", Path: path, Err: fs.ErrExist}
	default:
		return d.replace(path, data, os.Rename)
	}
	return d.replace(path, data, renameNew)
}

// checkTarget accepts a regular file to be replaced; fs.ErrNotExist if none is there.
func checkTarget(path string) error {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink != 0:
		return &Unsafe{Path: path, Problem: "is a symbolic link"}
	case info.IsDir():
		return &Unsafe{Path: path, Problem: "is a directory", IsDir: true}
	case !info.Mode().IsRegular():
		return &Unsafe{Path: path, Problem: "is not a regular file"}
	}
	return nil
}

// replace writes a temporary file beside path and moves it there. The order
// (file synced, then renamed, then directory synced) is what makes a power loss
// leave the old or the new content.
func (d Dir) replace(path string, data []byte, rename func(from, to string) error) (err error) {
	dir := filepath.Dir(path)
	f, err := createTemporary(dir)
	if err != nil {
		return err
	}
	temp := f.Name()
	defer func() {
		if err != nil {
			os.Remove(temp)
		}
	}()
	if err := fill(f, data, !d.volatile); err != nil {
		return err
	}
	if err := rename(temp, path); err != nil || d.volatile {
		return err
	}
	return syncDir(dir)
}

// createTemporary makes a file of a new name. The name need not be secret, only
// new, and O_EXCL decides that. That
// spares every helper the start-up of crypto/rand.
func createTemporary(dir string) (*os.File, error) {
	for try := 0; ; try++ {
		name := fmt.Sprintf("%s%d-%d-%d", temporary, os.Getpid(), time.Now().UnixNano(), try)
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL|nofollow, 0o600)
		if !errors.Is(err, fs.ErrExist) || try == 100 {
			return f, err
		}
	}
}

// fill writes data to a new file and closes it, each step checked: some file
// systems report a full disk only on sync or close.
func fill(f *os.File, data []byte, sync bool) error {
	err := f.Chmod(0o600) // the umask may have taken even the owner's bits
	if err == nil {
		_, err = f.Write(data)
	}
	if err == nil && sync {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// Sweep removes temporary files that a killed process left more than a minute
// ago, and gives the other names that it came by: Names, or Some of a volatile
// directory.
func (d Dir) Sweep() []string {
	limit := -1
	if d.volatile {
		limit = most
	}
	all, err := d.list(limit)
	if err != nil {
		return nil
	}
	names := all[:0]
	for _, name := range all {
		if !IsTemporary(name) {
			names = append(names, name)
		} else if info, err := os.Lstat(d.Path(name)); err == nil && time.Since(info.ModTime()) > time.Minute {
			os.Remove(d.Path(name))
		}
	}
	return names
}
