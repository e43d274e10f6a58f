package safeexec

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"time"

	"github.com/dockercfg/dockercfg/shared/process"
)

const (
	maxOut = 1 << 20  // bytes
	maxLog = 64 << 10 // bytes; the rest is dropped
)

// ErrTooMuch means that a program printed more than 1 MiB and was killed.
var ErrTooMuch = errors.New("more than 1 MiB")

// Command is one run of a program.
type Command struct {
	Path     string // absolute
	Args     []string
	Env      []string // NAME=value, the whole environment
	Stdin    io.Reader
	Patience time.Duration // how long to wait for a child that holds the output open
}

// Result is the output and the end of a run.
type Result struct {
	Out []byte
	Log string
	Err error // from exec.Cmd.Run, or ErrTooMuch
}

// Run runs the program until it exits. If it exits with 0 and complete output, but a
// child of it still holds the output open, the run has succeeded and the child is killed.
func (c Command) Run(ctx context.Context) Result {
	process.Prepare(ctx)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.Path, c.Args...)
	cmd.Env, cmd.Stdin = c.Env, c.Stdin
	out, log := &bounded{max: maxOut, full: cancel}, &bounded{max: maxLog}
	cmd.Stdout, cmd.Stderr = out, log
	cmd.WaitDelay = c.Patience
	ownGroup(cmd)
	err := cmd.Run()
	endGroup(cmd)
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil
	}
	if out.over {
		err = ErrTooMuch
	}
	return Result{out.kept.Bytes(), log.kept.String(), err}
}

// bounded keeps the first max bytes and calls full if there are more. The buffer is not
// embedded, since io.Copy would call its ReadFrom instead of Write.
type bounded struct {
	kept bytes.Buffer
	max  int
	over bool
	full func()
}

func (b *bounded) Write(p []byte) (int, error) {
	room := min(len(p), b.max-b.kept.Len())
	b.kept.Write(p[:room])
	if room < len(p) && !b.over {
		b.over = true
		if b.full != nil {
			b.full()
		}
	}
	return len(p), nil
}
