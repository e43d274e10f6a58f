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
	maxLog = 64 << 10 // bytes; more is cut
)

// ErrTooMuch is a program that printed more than 1 MiB and was ended for it.
var ErrTooMuch = errors.New("more than 1 MiB")

// Command is one run of a program.
type Command struct {
	Path     string // absolute
	Args     []string
	Env      []string // NAME=value, all of it
	Stdin    io.Reader
	Patience time.Duration // for a child that holds the output open
}

// Result is what a run printed, and how it ended.
type Result struct {
	Out []byte
	Log string
	Err error // of exec.Cmd.Run, or ErrTooMuch
}

// Run runs the program to its end. An exit of 0 with a complete output counts
// even if a child of the program holds the output open; the child is ended.
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

// bounded keeps the first max bytes and calls full when there are more. The
// buffer is not embedded: its ReadFrom would take the place of Write in a copy.
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
