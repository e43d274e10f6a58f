//go:build unix && !linux

package process

import "syscall"

// Seal excludes the process's memory from core files.
func Seal() { _ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }
