package process

import (
	"os"
	"syscall"
)

var endings = [...]os.Signal{os.Interrupt, syscall.SIGTERM}

// Die ends the process. Windows has no signals.
func Die(s os.Signal) {
	if number, ok := s.(syscall.Signal); ok {
		os.Exit(128 + int(number))
	}
	os.Exit(1)
}

// OneOutput reports whether standard output and standard error are the console.
func OneOutput() bool {
	var mode uint32
	return syscall.GetConsoleMode(syscall.Stdout, &mode) == nil && syscall.GetConsoleMode(syscall.Stderr, &mode) == nil
}

// StdoutIsNull returns false: Windows does not reopen closed handles, so this cannot be
// detected.
func StdoutIsNull() bool { return false }

// Seal does nothing on Windows.
func Seal() {}
