package process

import "syscall"

// Seal excludes the process's memory from core files, and from processes of the same user
// that may not trace root's.
func Seal() {
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_DUMPABLE, 0, 0)
}
