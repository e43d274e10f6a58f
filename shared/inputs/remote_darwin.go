package inputs

import (
	"os"
	"syscall"
)

// local is MNT_LOCAL of <sys/mount.h>.
const local = 0x1000

// remote reports whether a file is on a network file system.
func remote(f *os.File) bool {
	var s syscall.Statfs_t
	return syscall.Fstatfs(int(f.Fd()), &s) != nil || s.Flags&local == 0
}
