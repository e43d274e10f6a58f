//go:build unix

package inputs

import (
	"os"
	"runtime"
	"syscall"

	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// stateIsReliable reports whether inode and ctime distinguish one content from another.
const stateIsReliable = runtime.GOOS == "linux" || runtime.GOOS == "darwin"

func open(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

// infoOf returns the state of an open file.
func infoOf(f *os.File, _ string) (tokencache.Info, bool) {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return tokencache.Info{}, false
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return tokencache.Info{}, false
	}
	return tokencache.InfoOfStat(s), true
}
