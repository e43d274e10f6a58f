package program

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"

	"github.com/docker/docker-credential-helpers/client"

	"github.com/dockercfg/dockercfg/shared/process"
)

const (
	maxStdout = 1 << 20
	maxStderr = 64 << 10
)

// call is one run of a helper; it is the Program of upstream's client.
type call struct {
	ctx     context.Context
	helper  Helper
	env     []string // nil: our own
	trusted bool
	verb    string
	in      io.Reader

	out, log bounded
	err      error
}

var _ client.Program = (*call)(nil)

// program gives upstream's client what it starts: this call, once.
func (c *call) program(args ...string) client.Program {
	c.verb = args[0]
	return c
}

func (c *call) Input(in io.Reader) { c.in = in }

// Output runs the helper to its end. An exit of 0 with a complete output counts
// even if a child of the helper holds the output open; the child is ended.
func (c *call) Output() ([]byte, error) {
	env, patience, err := deeper(c.env)
	if err != nil {
		c.err = err
		return nil, err
	}
	process.Prepare(c.ctx)
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.helper.Path, c.verb)
	cmd.Env = env
	cmd.Stdin = c.in
	c.out = bounded{max: maxStdout, full: cancel}
	c.log = bounded{max: maxStderr}
	cmd.Stdout, cmd.Stderr = &c.out, &c.log
	cmd.WaitDelay = patience
	ownGroup(cmd)
	c.err = cmd.Run()
	endGroup(cmd)
	if errors.Is(c.err, exec.ErrWaitDelay) {
		c.err = nil
	}
	if c.err == nil && c.out.over {
		c.err = errors.New("more than 1 MiB")
	}
	return c.out.Bytes(), c.err
}

// bounded keeps the first max bytes and calls full when there are more. The
// buffer is not embedded: its ReadFrom would take the place of Write in a copy.
type bounded struct {
	kept bytes.Buffer
	max  int
	over bool
	full func()
}

func (b *bounded) Bytes() []byte  { return b.kept.Bytes() }
func (b *bounded) String() string { return b.kept.String() }

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
