//go:build !linux

package safefile

// CreateTmpfile reports false: only Linux has O_TMPFILE.
func (Dir) CreateTmpfile(string, []byte) bool { return false }
