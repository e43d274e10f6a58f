package minting

import (
	"errors"

	"golang.org/x/sys/windows"
)

const noFollow = 0

// try takes the lock if nobody has it.
func (l *lock) try() (held bool, err error) {
	at := &windows.Overlapped{Offset: uint32(l.offset), OffsetHigh: uint32(l.offset >> 32)}
	err = windows.LockFileEx(windows.Handle(l.file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, err
}
