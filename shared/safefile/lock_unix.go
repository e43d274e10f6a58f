//go:build unix

package safefile

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// lockFor keeps other processes of ours away from the files beside path until
// it is released. The directory itself is locked, so that no lock file is left;
// a file system without locks is gone on without.
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

// keepOwner lets root change the file of somebody else without taking it away. A new
// one belongs to whoever its directory belongs to.
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
