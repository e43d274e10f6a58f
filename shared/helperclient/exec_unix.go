//go:build unix

package helperclient

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Exec replaces this process by the helper (execve), with stdin as its input. That saves
// about a third of the cost of running it as a child process. Exec only returns if that
// is not possible; then nothing has changed.
func (a Caller) Exec(h Helper, verb, stdin string) error {
	env, _, err := deeper(a.Env)
	if err != nil {
		return err
	}
	if len(stdin) > 4096 { // more than a pipe accepts without a reader (pipe(7), PIPE_BUF)
		return syscall.E2BIG
	}
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer read.Close()
	if _, err := write.WriteString(stdin); err != nil {
		return err
	}
	if err := write.Close(); err != nil {
		return err
	}
	kept, err := unix.FcntlInt(0, unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return err
	}
	defer unix.Close(kept)
	if err := dup(int(read.Fd()), 0); err != nil {
		return err
	}
	err = syscall.Exec(h.Path, []string{h.Path, verb}, env)
	_ = dup(kept, 0)
	return err
}
