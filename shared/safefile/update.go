package safefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Old is the existing file that edit is to change.
type Old struct {
	Data   []byte
	Exists bool
}

// maxTries is how often the file may change during an update before Update gives up.
const maxTries = 10

// Update changes a file of at most max bytes that other programs also write, such as
// Docker's config.json. It refuses a link, and replaces the file as a whole with mode
// 0600. It may call edit again, since a client without locks may write between the
// reading and the writing. If edit returns Old.Data, nothing is written. Two processes of
// these programs wait for each other.
func Update(path string, max int64, edit func(Old) ([]byte, error)) error {
	dir := Dir{path: filepath.Dir(path)}
	release := lockFor(path)
	defer release()
	dir.Sweep()
	for range maxTries {
		old, before, err := readOld(path, max)
		if err != nil {
			return err
		}
		data, err := edit(old)
		if err != nil || old.Exists && string(data) == string(old.Data) {
			return err
		}
		move := os.Rename
		if !old.Exists {
			move = renameNew
		}
		err = dir.replace(path, data, func(from, to string) error {
			if !unchanged(to, before) {
				return errChanged
			}
			keepOwner(from, before)
			return move(from, to)
		})
		if !errors.Is(err, errChanged) && !(errors.Is(err, fs.ErrExist) && !old.Exists) {
			return err
		}
	}
	return fmt.Errorf("%s keeps being changed by another program: try again", path)
}

// Companion writes a file that belongs to another one in the same directory, such as the
// record for undoing an Update. The file has mode 0600. If root writes it, it gets the
// owner of the file that it belongs to.
func Companion(path, of string, data []byte) error {
	if err := checkTarget(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	owner, err := os.Lstat(of)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return Dir{path: filepath.Dir(path)}.replace(path, data, func(from, to string) error {
		keepOwner(from, owner)
		return os.Rename(from, to)
	})
}

var errChanged = errors.New("the file was changed in the meantime")

// readOld reads the file and its identity.
func readOld(path string, max int64) (Old, fs.FileInfo, error) {
	err := checkTarget(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Old{}, nil, nil
	}
	if err != nil {
		return Old{}, nil, err
	}
	f, err := openFile(path)
	if err != nil {
		return Old{}, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Old{}, nil, err
	}
	data, err := readAll(f, path, max)
	return Old{Data: data, Exists: true}, info, err
}

// unchanged reports whether path is still the file that was read.
func unchanged(path string, before fs.FileInfo) bool {
	now, err := os.Lstat(path)
	if before == nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	return err == nil && os.SameFile(now, before) &&
		now.Size() == before.Size() && now.ModTime().Equal(before.ModTime())
}
