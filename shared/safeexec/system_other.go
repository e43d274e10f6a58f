//go:build !linux

package safeexec

import (
	"io/fs"
	"runtime"
)

// everyoneWrites returns false on Windows, where the mode does not say who may write.
func everyoneWrites(_ string, info fs.FileInfo) bool {
	return runtime.GOOS != "windows" && info.Mode().Perm()&0o002 != 0
}
