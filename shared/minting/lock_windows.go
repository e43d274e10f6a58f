package minting

import (
	"errors"

	"golang.org/x/sys/windows"
)

const noFollow = 0

// try takes the lock if it is free.
func (l *lock) try() (held bool, err error) {
	err = l.take(l.offset, windows.LOCKFILE_EXCLUSIVE_LOCK)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, err
}

// wait shows the holder that this process waits.
func (l *lock) wait() { _ = l.take(l.offset+1, 0) }

// leave stops waiting.
func (l *lock) leave() {
	_ = windows.UnlockFileEx(windows.Handle(l.file.Fd()), 0, 1, 0, overlapped(l.offset+1))
}

// others reports whether another process waits.
func (l *lock) others() bool {
	err := l.take(l.offset+1, windows.LOCKFILE_EXCLUSIVE_LOCK)
	if err == nil {
		_ = windows.UnlockFileEx(windows.Handle(l.file.Fd()), 0, 1, 0, overlapped(l.offset+1))
	}
	return errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}

func (l *lock) take(offset int64, how uint32) error {
	how |= windows.LOCKFILE_FAIL_IMMEDIATELY
	return windows.LockFileEx(windows.Handle(l.file.Fd()), how, 0, 1, 0, overlapped(offset))
}

func overlapped(offset int64) *windows.Overlapped {
	return &windows.Overlapped{Offset: uint32(offset), OffsetHigh: uint32(offset >> 32)}
}
