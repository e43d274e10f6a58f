//go:build unix

package conformance

import (
	"os/signal"
	"syscall"
)

// ignored tells a test that was started by nohup or its like.
func ignored() bool { return signal.Ignored(syscall.SIGHUP) }
