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

// IsTemporary reports whether name is a temporary file, which an interrupted write leaves
// behind.
func IsTemporary(name string) bool { return strings.HasPrefix(name, temporary) }

// Write replaces the content of name. Readers see the old or the new content, never a
// part, and the new content is on disk when Write returns. It first removes the temporary
// files of killed writes; in a volatile directory only Sweep does.
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

// WriteNew is Write for a name that must not exist yet. The error is fs.ErrExist if it
// does, even if another process creates it at the same moment.
func (d Dir) WriteNew(name string, data []byte) error {
	return d.replace(d.Path(name), data, renameNew)
}

// Output writes a file that the user named, with mode 0600. If force is false and the
// file exists, the error is fs.ErrExist. A link or a directory is always refused.
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

// checkTarget accepts a regular file to be replaced. The error is fs.ErrNotExist if there
// is none.
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

// replace writes a temporary file beside path and moves it there. Because the file is
// synced, then renamed, and then the directory is synced, a power loss leaves the old or
// the new content.
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

// createTemporary creates a file with a new name. The name only has to be new, not
// secret, and O_EXCL ensures that. So no helper has to initialise crypto/rand for it.
func createTemporary(dir string) (*os.File, error) {
	for try := 0; ; try++ {
		name := fmt.Sprintf("%s%d-%d-%d", temporary, os.Getpid(), time.Now().UnixNano(), try)
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL|nofollow, 0o600)
		if !errors.Is(err, fs.ErrExist) || try == 100 {
			return f, err
		}
	}
}

// fill writes data to a new file and closes it, and checks each step: some file systems
// report a full disk only on sync or close.
func fill(f *os.File, data []byte, sync bool) error {
	err := f.Chmod(0o600) // the umask may have cleared even the owner's bits
	if err == nil {
		_, err = f.Write(data)
	}
	if err == nil && sync {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// Sweep removes temporary files that killed processes left more than a minute ago, and
// returns the other names that it read: those of Names, or of SomeNames for a volatile
// directory.
func (d Dir) Sweep() []string {
	limit := -1
	if d.volatile {
		limit = maxNames
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
