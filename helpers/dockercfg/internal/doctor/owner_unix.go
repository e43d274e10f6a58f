//go:build unix

package doctor

import (
	"fmt"
	"os"
	"syscall"
)

// foreignOwner returns the user a file belongs to if that is another user, else "".
func foreignOwner(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !ok || int(stat.Uid) == os.Geteuid():
		return ""
	case stat.Uid == 0:
		return "root"
	}
	return fmt.Sprintf("user %d", stat.Uid)
}
