package safefile

import (
	"strconv"

	"golang.org/x/sys/unix"
)

// Appear puts data into a name that is not there yet, by a file that has no name
// until it is whole: nothing is left to clear up, whatever ends the process. It
// tells whether it did; if not, Write says what is in the way. The content is
// not synced, so it is for volatile directories
// (https://man7.org/linux/man-pages/man2/open.2.html, O_TMPFILE).
func (d Dir) Appear(name string, data []byte) bool {
	fd, err := unix.Open(d.path, unix.O_TMPFILE|unix.O_WRONLY|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return false
	}
	defer func() { _ = unix.Close(fd) }()
	if unix.Fchmod(fd, 0o600) != nil { // the umask may have taken even the owner's bits
		return false
	}
	if n, err := unix.Write(fd, data); err != nil || n < len(data) {
		return false
	}
	return unix.Linkat(unix.AT_FDCWD, "/proc/self/fd/"+strconv.Itoa(fd), unix.AT_FDCWD, d.Path(name), unix.AT_SYMLINK_FOLLOW) == nil
}
