package safefile

import (
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// lockFor keeps other processes of ours away from path until it is released. A
// directory cannot be locked here, so a file beside it is; it stays.
func lockFor(path string) (release func()) {
	f, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return func() {}
	}
	_ = windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, new(windows.Overlapped))
	return func() { f.Close() }
}

func keepOwner(string, fs.FileInfo) {}
