package safefile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"syscall"
)

// Read returns the whole content of name, at most max bytes. The error is *Unsafe for a
// link, a device, and a file that belongs to another user, has two names or is writable
// by others. A file that others may only read is set to mode 0600 and read, and loose is
// true.
func (d Dir) Read(name string, max int64) (data []byte, loose bool, err error) {
	path := d.Path(name)
	f, err := openFile(path)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	if err := checkOwner(path, info); err != nil {
		return nil, false, err
	}
	if links(info) > 1 && !info.IsDir() {
		return nil, false, &Unsafe{Path: path, Problem: "has more than one name (a hard link)"}
	}
	if tooOpen(info) {
		loose = true
		if err := f.Chmod(0o600); err != nil {
			return nil, true, err
		}
	}
	data, err = readAll(f, path, max)
	return data, loose, err
}

// ReadNamed reads a regular file that the user named, at most max bytes. It follows
// links, since a mounted secret is one, and accepts any owner. If private is true, it
// refuses a file that others may write.
func ReadNamed(path string, max int64, private bool) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if private && othersWrite(info) {
		return nil, &Unsafe{Path: path, Problem: "is writable by other users: chmod go-w it"}
	}
	return readAll(f, path, max)
}

// openFile opens a file without following a link and without waiting for the writer of a
// FIFO. If the handle of a network file system is stale, it tries once more.
func openFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|nofollow|nonblock, 0)
	if errors.Is(err, syscall.ESTALE) {
		f, err = os.OpenFile(path, os.O_RDONLY|nofollow|nonblock, 0)
	}
	if errors.Is(err, syscall.ELOOP) {
		return nil, &Unsafe{Path: path, Problem: "is a symbolic link"}
	}
	return f, err
}

func readAll(f *os.File, path string, max int64) ([]byte, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, &Unsafe{Path: path, Problem: "is a directory", IsDir: true}
	}
	if !info.Mode().IsRegular() {
		return nil, &Unsafe{Path: path, Problem: "is not a regular file"}
	}
	if info.Size() > max {
		return nil, &Unsafe{Path: path, Problem: fmt.Sprintf("is larger than %d bytes", max)}
	}
	data, err := io.ReadAll(io.LimitReader(f, max+1))
	if err == nil && int64(len(data)) > max {
		err = &Unsafe{Path: path, Problem: fmt.Sprintf("is larger than %d bytes", max)}
	}
	return data, err
}

// OthersMayWrite reports whether the file's mode lets every user write it.
func OthersMayWrite(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o002 != 0
}

// OthersMayRead reports whether the file's mode lets other users read it.
func OthersMayRead(path string) bool {
	info, err := os.Stat(path)
	return err == nil && tooOpen(info)
}
