package safefile

import (
	"strconv"

	"golang.org/x/sys/unix"
)

// CreateTmpfile creates name with the content data in one step, with O_TMPFILE and
// linkat, so that a killed process leaves no temporary file. It reports whether that
// worked; if it did not, Write returns the reason. The content is not synced, so this is
// for volatile directories (https://man7.org/linux/man-pages/man2/open.2.html,
// O_TMPFILE).
func (d Dir) CreateTmpfile(name string, data []byte) bool {
	fd, err := unix.Open(d.path, unix.O_TMPFILE|unix.O_WRONLY|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return false
	}
	defer func() { _ = unix.Close(fd) }()
	if unix.Fchmod(fd, 0o600) != nil { // the umask may have cleared even the owner's bits
		return false
	}
	if n, err := unix.Write(fd, data); err != nil || n < len(data) {
		return false
	}
	file := "/proc/self/fd/" + strconv.Itoa(fd)
	return unix.Linkat(unix.AT_FDCWD, file, unix.AT_FDCWD, d.Path(name), unix.AT_SYMLINK_FOLLOW) == nil
}
