//go:build linux || darwin

package conformance

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// terminal is a pseudo-terminal: what is typed goes into keys.
type terminal struct {
	keys, line *os.File
	shown      buffer
}

// buffer is what was read so far.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func (t *terminal) close() {
	t.line.Close()
	t.keys.Close()
}

// typed runs get with the terminal as standard input, and types the question once there
// is a hint, or after three seconds.
func (s *session) typed(t *terminal, question string) (hint string, a answer, err error) {
	ctx, cancel := context.WithTimeout(s.ctx, 15*time.Second)
	defer cancel()
	cmd := s.command(ctx, request{args: []string{"get"}, file: t.line})
	var out, errs buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	leadSession(cmd, 0)
	if err := cmd.Start(); err != nil {
		return "", a, err
	}
	for range 30 {
		if hint = errs.String(); hint != "" {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	_, _ = io.WriteString(t.keys, question)
	_ = cmd.Wait()
	return hint, answer{
		asked: "get, typed", out: out.String(), err: errs.String(), code: cmd.ProcessState.ExitCode(),
		late: ctx.Err() != nil,
	}, nil
}

// besideTerminal runs get with a pipe as standard input and a terminal to which only
// /dev/tty leads, and gives what is shown there.
func (s *session) besideTerminal(t *terminal, question string) string {
	ctx, cancel := context.WithTimeout(s.ctx, endsWithin)
	defer cancel()
	go func() { _, _ = io.Copy(&t.shown, t.keys) }()
	cmd := s.command(ctx, request{args: []string{"get"}, reader: strings.NewReader(question)})
	cmd.ExtraFiles = []*os.File{t.line}
	leadSession(cmd, 3)
	_ = cmd.Run()
	time.Sleep(100 * time.Millisecond)
	return t.shown.String()
}

// leadSession gives a program a session of its own, whose terminal is a descriptor.
func leadSession(cmd *exec.Cmd, terminal int) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: terminal}
}
