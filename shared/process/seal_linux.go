package process

import "syscall"

// Seal keeps the process's memory out of core files and from other processes of
// the user that may not trace root's.
func Seal() {
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_DUMPABLE, 0, 0)
}
