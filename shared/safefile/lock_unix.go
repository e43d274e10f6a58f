//go:build unix

package safefile

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// lockFor keeps other processes of these programs from changing files beside path until
// release is called. It locks the directory, so that no lock file is left behind. On a
// file system without locks it does nothing.
func lockFor(path string) (release func()) {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return func() {}
	}
	for {
		err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX)
		if err != syscall.EINTR {
			break
		}
	}
	return func() { dir.Close() }
}

// keepOwner lets root change another user's file without changing its owner. A new file
// gets the owner of its directory.
func keepOwner(path string, before fs.FileInfo) {
	if os.Geteuid() != 0 {
		return
	}
	if before == nil {
		var err error
		if before, err = os.Stat(filepath.Dir(path)); err != nil {
			return
		}
	}
	if stat, ok := before.Sys().(*syscall.Stat_t); ok {
		_ = os.Lchown(path, int(stat.Uid), int(stat.Gid))
	}
}
