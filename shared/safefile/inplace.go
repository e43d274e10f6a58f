package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// InPlace fills the file that a generator container was given. The file may exist, empty,
// and its reader may be another user. So an existing regular file is truncated and
// written once, and keeps its owner and mode. A missing file is created with mode 0600
// and, by root, given to the owner of its directory. Links, directories and files with a
// second name are refused. After a failed write the file is empty or removed, never
// partly written.
func InPlace(path string, data []byte) error {
	err := checkTarget(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createFile(path, data)
	}
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|nofollow|nonblock, 0)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &Unsafe{Path: path, Problem: "is not a regular file"}
	}
	if err == nil && links(info) > 1 {
		err = &Unsafe{Path: path, Problem: "has more than one name (a hard link)"}
	}
	if err == nil {
		err = overwrite(f, data)
	}
	return errors.Join(err, f.Close())
}

func overwrite(f *os.File, data []byte) error {
	err := f.Truncate(0)
	if err == nil {
		_, err = f.Write(data)
	}
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		err = errors.Join(err, f.Truncate(0))
	}
	return err
}

func createFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL|nofollow, 0o600)
	if err != nil {
		return err
	}
	if err = giveToOwnerOf(filepath.Dir(path), f); err != nil {
		err = errors.Join(err, f.Close())
	} else {
		err = fill(f, data, true)
	}
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return syncDir(filepath.Dir(path))
}
