package tempconfig

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"slices"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// Exit codes for a command that cannot be started, the same as those of env and shells.
const (
	cannotRun = 126
	noCommand = 127
)

// Find returns the path of a command, or an error with the exit code for it.
func Find(command string) (string, error) {
	path, err := exec.LookPath(command)
	if err == nil {
		return path, nil
	}
	code := noCommand
	if errors.Is(err, fs.ErrPermission) {
		code = cannotRun
	}
	return "", exit.With(code, "%s cannot be started: %s", fault.Printable(command, 100), reason(err))
}

// Run runs a command with this process's streams until it ends, and returns its exit
// code, or 128 plus the number of the signal that ended it. It forwards signals, and the
// command decides when to end. If this process ignores SIGHUP or SIGINT (nohup), the command
// does, too; Go keeps no other signal ignored (https://pkg.go.dev/os/signal).
func Run(args, env []string) (code int, err error) {
	path, err := Find(args[0])
	if err != nil {
		return 0, err
	}
	cmd := exec.Command(path, args[1:]...)
	cmd.Args[0] = args[0]
	cmd.Env = env
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	received := make(chan os.Signal, 16)
	// In a new process a signal that was caught has its default action again, while one that
	// is ignored stays ignored.
	wanted := slices.DeleteFunc(forwarded(), signal.Ignored)
	if len(wanted) > 0 { // without signals, Notify would register all of them
		signal.Notify(received, wanted...)
	}
	defer signal.Stop(received)
	if err := cmd.Start(); err != nil {
		return 0, exit.With(cannotRun, "%s cannot be started: %s", fault.Printable(args[0], 100), reason(err))
	}
	ended := make(chan struct{})
	go func() {
		for {
			select {
			case s := <-received:
				if !fromTerminal(s) {
					_ = cmd.Process.Signal(s)
				}
			case <-ended:
				return
			}
		}
	}()
	err = cmd.Wait()
	close(ended)
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		return 0, fault.New(fault.Internal, "waiting for %s: %w", fault.Printable(args[0], 100), err)
	}
	return codeOf(cmd.ProcessState), nil
}

// reason returns an error without the path, which the line already contains.
func reason(err error) string {
	var path *fs.PathError
	var name *exec.Error
	switch {
	case errors.As(err, &name):
		return name.Err.Error()
	case errors.As(err, &path):
		return path.Err.Error()
	}
	return err.Error()
}
