//go:build unix

package minting

import (
	"errors"
	"io"
	"syscall"
)

const noFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// try takes the lock if it is free. An error means that the file system has no locks:
// ENOLCK, ENOSYS.
func (l *lock) try() (held bool, err error) {
	err = syscall.FcntlFlock(l.file.Fd(), syscall.F_SETLK, at(syscall.F_WRLCK, l.offset))
	if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EACCES) || errors.Is(err, syscall.EINTR) {
		return false, nil
	}
	return err == nil, err
}

// wait shows the holder that this process waits.
func (l *lock) wait() {
	_ = syscall.FcntlFlock(l.file.Fd(), syscall.F_SETLK, at(syscall.F_RDLCK, l.offset+1))
}

// leave stops waiting.
func (l *lock) leave() {
	_ = syscall.FcntlFlock(l.file.Fd(), syscall.F_SETLK, at(syscall.F_UNLCK, l.offset+1))
}

// others reports whether another process waits.
func (l *lock) others() bool {
	question := at(syscall.F_WRLCK, l.offset+1)
	return syscall.FcntlFlock(l.file.Fd(), syscall.F_GETLK, question) == nil && question.Type != syscall.F_UNLCK
}

// at describes one byte of the file.
func at(kind int16, offset int64) *syscall.Flock_t {
	return &syscall.Flock_t{Type: kind, Whence: io.SeekStart, Start: offset, Len: 1}
}
