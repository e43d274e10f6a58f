package minting

import (
	"hash/fnv"
	"os"
)

// lock is a kernel lock of one key: a byte of one file, chosen by the key. So a
// hundred thousand keys leave one file, and the lock ends with its holder.
type lock struct {
	file   *os.File
	offset int64
}

// openLock opens the file of all locks. Nothing is written to it.
func openLock(path, key string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|noFollow, 0o600)
	if err != nil {
		return nil, err
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(key))
	return &lock{f, int64(h.Sum64() >> 2)}, nil
}

// close gives the lock back.
func (l *lock) close() { _ = l.file.Close() }
