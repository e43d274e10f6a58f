//go:build unix

package process

import (
	"os"
	"os/signal"
	"syscall"
)

var endings = [...]os.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP}

// Die ends the process with the signal that it received, so that the parent sees the
// reason (a shell reports 128+n). The first process of a container cannot be killed by
// its own signal, so it exits with that number.
func Die(s os.Signal) {
	number, ok := s.(syscall.Signal)
	if !ok {
		os.Exit(1)
	}
	signal.Reset(s)
	_ = syscall.Kill(os.Getpid(), number)
	if os.Getpid() != 1 {
		// The signal may be delivered to another thread a moment later.
		select {}
	}
	os.Exit(128 + int(number))
}

// OneOutput reports whether standard output and standard error are the same terminal or
// other device.
func OneOutput() bool {
	var out, err syscall.Stat_t
	return syscall.Fstat(1, &out) == nil && syscall.Fstat(2, &err) == nil &&
		out.Mode&syscall.S_IFMT == syscall.S_IFCHR && err.Mode&syscall.S_IFMT == syscall.S_IFCHR && out.Rdev == err.Rdev
}

// StdoutIsNull reports whether the caller closed standard output: Go opens /dev/null for
// reading and writing in place of a closed descriptor
// (https://github.com/golang/go/blob/master/src/runtime/fds_unix.go), so an answer would
// be lost without an error. A caller that opens /dev/null for reading and writing itself
// looks the same; `>/dev/null` opens it for writing only and does not.
func StdoutIsNull() bool {
	var out, null syscall.Stat_t
	if syscall.Fstat(1, &out) != nil || syscall.Stat(os.DevNull, &null) != nil || out.Rdev != null.Rdev {
		return false
	}
	if out.Mode&syscall.S_IFMT != syscall.S_IFCHR {
		return false
	}
	flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, 1, syscall.F_GETFL, 0)
	return errno == 0 && flags&syscall.O_ACCMODE == syscall.O_RDWR
}
