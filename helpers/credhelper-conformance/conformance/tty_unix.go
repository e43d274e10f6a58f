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

// terminal is a pseudo-terminal: line is the program's side, and what is written to keys is
// typed.
type terminal struct {
	keys, line *os.File
	shown      buffer
}

// buffer is a bytes.Buffer that is safe for concurrent use.
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

// typed runs get with the terminal as standard input, and types the question as soon as the
// program prints a hint, or after three seconds.
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
		asked: "get on a terminal", out: out.String(), err: errs.String(), code: cmd.ProcessState.ExitCode(),
		late: ctx.Err() != nil,
	}, nil
}

// besideTerminal runs get with a pipe as standard input and a terminal that can be reached
// only as /dev/tty, and returns what the program writes to the terminal.
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

// leadSession starts the program in a new session, with the descriptor as its terminal.
func leadSession(cmd *exec.Cmd, terminal int) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: terminal}
}
