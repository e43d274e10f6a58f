//go:build unix

package rule

import (
	"os"
	"strconv"
	"syscall"
)

func inode(info os.FileInfo) string {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return strconv.FormatUint(uint64(stat.Ino), 10)
	}
	return ""
}
