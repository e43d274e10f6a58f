package minting

import (
	"hash/fnv"
	"os"
)

// lock is a kernel lock of one entry: two bytes of one file, chosen by the entry's
// name. One is held by who makes the token, the other is shared by those who wait.
// So a hundred thousand entries leave one file, and a lock ends with its holder.
type lock struct {
	file   *os.File
	offset int64
}

// openLock opens the file of all locks. Nothing is written to it.
func openLock(path, entry string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|noFollow, 0o600)
	if err != nil {
		return nil, err
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(entry))
	return &lock{f, int64(h.Sum64()>>2) &^ 1}, nil
}

// release gives the lock back, and ends waiting. A nil lock does nothing.
func (l *lock) release() {
	if l != nil {
		_ = l.file.Close()
	}
}
