//go:build unix && !linux && !darwin

package tokencache

import "syscall"

// times are not told on this system, so that every input is compared by its
// content (shared/inputs).
func times(*syscall.Stat_t) (mtime, ctime int64) { return 0, 0 }
