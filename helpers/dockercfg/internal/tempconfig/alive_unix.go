//go:build unix

package tempconfig

import (
	"errors"
	"syscall"
)

// alive reports whether a process with this id runs. If a container shares a directory
// with another, the id may belong to neither: then the directory stays.
func alive(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
