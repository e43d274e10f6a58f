//go:build e2e

package stage

import (
	"bytes"
	"errors"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// limit is the time after which a program is killed; no test takes this long.
const limit = 90 * time.Second

// Result is the result of running a program.
type Result struct {
	Out, Err string
	Code     int            // -1 if a signal ended it
	Signal   syscall.Signal // the signal that ended it
	Core     bool           // the system wrote a core file
	Peak     int64          // largest resident set in bytes, at least that of the test process
	what     string
}

// Run starts a program, writes its standard input, and waits for its end.
func (s *Stage) Run(t testing.TB, stdin, name string, args ...string) Result {
	t.Helper()
	cmd := s.Command(t, name, args...)
	cmd.Stdin = strings.NewReader(stdin)
	return Start(t, cmd).Wait(t)
}

// Running is a program that has been started.
type Running struct {
	*exec.Cmd
	out, errs bytes.Buffer
}

// Start starts a command. It records what the command prints, unless its streams are already set.
func Start(t testing.TB, cmd *exec.Cmd) *Running {
	t.Helper()
	r := &Running{Cmd: cmd}
	if cmd.Stdout == nil {
		cmd.Stdout = &r.out
	}
	if cmd.Stderr == nil {
		cmd.Stderr = &r.errs
	}
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting %s: %v", cmd.Path, err)
	}
	return r
}

// Wait waits for the program's end, and kills it if it hangs.
func (r *Running) Wait(t testing.TB) Result {
	t.Helper()
	timer := time.AfterFunc(limit, func() { _ = r.Process.Kill() })
	defer timer.Stop()
	err := r.Cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && r.ProcessState == nil {
		t.Fatalf("waiting for %s: %v", r.Path, err)
	}
	status := r.ProcessState.Sys().(syscall.WaitStatus)
	result := Result{Out: r.out.String(), Err: r.errs.String(), Code: r.ProcessState.ExitCode(), what: strings.Join(r.Args, " ")}
	if status.Signaled() {
		result.Signal, result.Core = status.Signal(), status.CoreDump()
	}
	result.Peak = r.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
	return result
}

// OK asserts success and returns standard output.
func (r Result) OK(t testing.TB) string {
	t.Helper()
	r.Exit(t, 0)
	return r.Out
}

// Exit asserts the exit code.
func (r Result) Exit(t testing.TB, code int) Result {
	t.Helper()
	if r.Code != code {
		t.Fatalf("%.300s: exit code %d (signal %d), want %d\nstdout: %.600s\nstderr: %.1200s", r.what, r.Code, r.Signal, code, r.Out, r.Err)
	}
	return r
}

// Refused asserts any failure that a client reports by its exit code.
func (r Result) Refused(t testing.TB) Result {
	t.Helper()
	if r.Code <= 0 {
		t.Fatalf("%.300s: exit code %d (signal %d), want a refusal\nstdout: %.600s\nstderr: %.1200s",
			r.what, r.Code, r.Signal, r.Out, r.Err)
	}
	return r
}

// Says asserts that a stream contains a text, in upper or lower case.
func (r Result) Says(t testing.TB, text string) Result {
	t.Helper()
	if !strings.Contains(strings.ToLower(r.Out+"\n"+r.Err), strings.ToLower(text)) {
		t.Fatalf("%.300s said nothing of %q\nstdout: %.600s\nstderr: %.1200s", r.what, text, r.Out, r.Err)
	}
	return r
}
