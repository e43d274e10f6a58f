//go:build unix && !linux && !darwin

package tokencache

import "syscall"

// times returns zeros: this system does not provide them in a portable way, so every
// input is compared by its content (shared/inputs).
func times(*syscall.Stat_t) (mtime, ctime int64) { return 0, 0 }
