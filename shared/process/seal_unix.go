//go:build unix && !linux

package process

import "syscall"

// Seal keeps the process's memory out of core files.
func Seal() { _ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }
