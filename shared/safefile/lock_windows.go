package safefile

import (
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// lockFor keeps other processes of these programs from changing path until release is
// called. Windows cannot lock a directory, so it locks a file beside path, which is not
// removed.
func lockFor(path string) (release func()) {
	f, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return func() {}
	}
	_ = windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, new(windows.Overlapped))
	return func() { f.Close() }
}

func keepOwner(string, fs.FileInfo) {}
