package inputs

import (
	"os"
	"strconv"
)

// descriptor returns a path that opens the same file again, even if its name belongs to
// another file by then (https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html).
func descriptor(f *os.File, path string) string {
	again := "/proc/self/fd/" + strconv.Itoa(int(f.Fd()))
	if _, err := os.Stat(again); err != nil {
		return path // /proc is not mounted
	}
	return again
}
