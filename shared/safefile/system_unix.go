//go:build unix

package safefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/dockercfg/dockercfg/shared/shellword"
)

const (
	nofollow = syscall.O_NOFOLLOW
	nonblock = syscall.O_NONBLOCK
)

// checkOwner refuses a file that another user owns or could write.
func checkOwner(path string, info fs.FileInfo) error {
	if owner, self := ownerOf(info), os.Geteuid(); owner >= 0 && owner != self {
		return foreign(path, owner, self)
	}
	if othersWrite(info) {
		return &Unsafe{Path: path, Problem: "is writable by other users: chmod go-rwx it"}
	}
	return nil
}

// foreign returns the error for another user's file, with the owner and a fix. Root
// creates such files with a `sudo` that keeps HOME; conversely, root finds a user's
// files. Changing the owner from root is only suggested in a directory that belongs to
// this user.
func foreign(path string, owner, self int) *Unsafe {
	u := &Unsafe{Path: path, Problem: fmt.Sprintf("belongs to user %d, not to user %d who runs this", owner, self)}
	switch parent, err := os.Stat(filepath.Dir(path)); {
	case self == 0:
		u.Fix = "run this as that user, or as root with `sudo -H`"
	case owner == 0 && err == nil && ownerOf(parent) == self:
		u.Fix = fmt.Sprintf("sudo chown -R %d %s", self, shellword.Path(path))
	}
	return u
}

// ownerOf returns the user id of a file's owner, or -1 if it is not known.
func ownerOf(info fs.FileInfo) int {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(stat.Uid)
	}
	return -1
}

// refuseForeign returns *Foreign if this is root and the directory belongs to another
// user.
func refuseForeign(dir string) error {
	info, err := os.Stat(dir)
	if err != nil || os.Geteuid() != 0 {
		return err
	}
	if owner := ownerOf(info); owner > 0 {
		return &Foreign{dir, owner}
	}
	return nil
}

func othersWrite(info fs.FileInfo) bool { return info.Mode().Perm()&0o022 != 0 }

func tooOpen(info fs.FileInfo) bool { return info.Mode().Perm()&0o077 != 0 }

func links(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(stat.Nlink)
	}
	return 1
}

// syncDir writes a rename or removal to disk. It ignores file systems that cannot sync a
// directory, and directories that may be searched but not read.
func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, fs.ErrPermission) {
			return nil
		}
		return err
	}
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil
	}
	return errors.Join(err, f.Close())
}

// giveToOwnerOf gives a new file of root to the owner of the directory. On a bind mount
// that is the user who started the container.
func giveToOwnerOf(dir string, f *os.File) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Uid != 0 {
		err = f.Chown(int(stat.Uid), int(stat.Gid))
	}
	// Root in a container may lack the capability, or the user may not be mapped.
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EINVAL) {
		return nil
	}
	return err
}

// linkNew is renameNew for file systems without an exclusive rename.
func linkNew(from, to string) error {
	if err := os.Link(from, to); err != nil {
		return err
	}
	return os.Remove(from)
}
