//go:build unix

package tempconfig

import (
	"errors"
	"syscall"
)

// alive tells whether a process of this number runs. In a container that shares
// a directory with another, a number may be of neither: then it stays.
func alive(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
