package minting

import (
	"hash/fnv"
	"os"
)

// lock is a kernel lock for one entry. It uses two bytes of one file, chosen by the
// entry's name. The process that requests the token holds one byte, and waiting processes
// share the other. So all entries share one file, and the lock ends when its holder ends.
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

// release releases the lock and stops waiting. It does nothing if l is nil.
func (l *lock) release() {
	if l != nil {
		_ = l.file.Close()
	}
}
