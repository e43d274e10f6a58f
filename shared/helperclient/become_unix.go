//go:build unix

package helperclient

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Become puts the helper in the place of this process, with the verb and what it
// reads: nobody is left to wait for it, which is a third of the cost of asking it.
// It returns only where that cannot be done; then nothing has changed.
func (a Caller) Become(h Helper, verb, stdin string) error {
	env, _, err := deeper(a.Env)
	if err != nil {
		return err
	}
	if len(stdin) > 4096 { // what a pipe takes at once (pipe(7), PIPE_BUF)
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
