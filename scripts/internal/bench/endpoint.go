package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
)

// endpoint is a process with a fake cloud.
type endpoint struct {
	env   []string // the variables that direct programs to it
	in    io.WriteCloser
	lines *bufio.Reader
	cmd   *exec.Cmd
}

func (b *bench) endpoint(ctx context.Context, args ...string) (*endpoint, error) {
	e := &endpoint{cmd: exec.CommandContext(ctx, b.path("tools", "endpoint"), args...)}
	out, err := e.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if e.in, err = e.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := e.cmd.Start(); err != nil {
		return nil, err
	}
	e.lines = bufio.NewReader(out)
	for {
		line, err := e.lines.ReadString('\n')
		if err != nil {
			return nil, fmt.Errorf("the endpoint did not start: %w", err)
		}
		if line = strings.TrimSpace(line); line == "" {
			return e, nil
		}
		e.env = append(e.env, line)
	}
}

// url returns AWS_ENDPOINT_URL.
func (e *endpoint) url() string { return e.value("AWS_ENDPOINT_URL") }

// value returns the value of one of its variables.
func (e *endpoint) value(name string) string { return valueOf(e.env, name) }

func valueOf(env []string, name string) string {
	for _, assignment := range env {
		if value, ok := strings.CutPrefix(assignment, name+"="); ok {
			return value
		}
	}
	return ""
}

// requests returns the number of requests for tokens so far.
func (e *endpoint) requests() (int, error) {
	if _, err := io.WriteString(e.in, "\n"); err != nil {
		return 0, err
	}
	line, err := e.lines.ReadString('\n')
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(line))
}

func (e *endpoint) close() {
	e.in.Close()
	_ = e.cmd.Wait()
}
