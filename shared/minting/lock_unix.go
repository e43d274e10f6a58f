//go:build unix

package minting

import (
	"errors"
	"io"
	"syscall"
)

const noFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// try takes the lock if nobody has it. An error means that there are no locks
// here: ENOLCK, ENOSYS.
func (l *lock) try() (held bool, err error) {
	err = syscall.FcntlFlock(l.file.Fd(), syscall.F_SETLK, &syscall.Flock_t{
		Type: syscall.F_WRLCK, Whence: io.SeekStart, Start: l.offset, Len: 1,
	})
	if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EACCES) || errors.Is(err, syscall.EINTR) {
		return false, nil
	}
	return err == nil, err
}
