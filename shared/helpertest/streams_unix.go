//go:build unix

package helpertest

import (
	"bytes"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func systemStreams(t *testing.T, s stage) {
	t.Run("closed standard output", s.closedOutput)
	t.Run("a full device", s.fullDevice)
	t.Run("a terminal", s.onTerminal)
}

// shell runs a redirection that only a shell can express.
func (s stage) shell(t *testing.T, script string) *exec.Cmd {
	cmd := s.command(t, "get")
	cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-c", script, s.Name, s.Own}
	return cmd
}

// closedOutput: explain and answer, which only this suite has, fail if standard output is
// closed.
func (s stage) closedOutput(t *testing.T) {
	for _, verb := range []string{"explain", "answer"} {
		cmd := s.shell(t, `printf %s "$1" | "$0" `+verb+` >&-`)
		_ = cmd.Run()
		exitCode(t, cmd, 1)
	}
}

func (s stage) fullDevice(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("not run: this system has no /dev/full")
	}
	cmd := s.shell(t, `printf %s "$1" | "$0" get >/dev/full`)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	_ = cmd.Run()
	exitCode(t, cmd, 1)
	if !strings.Contains(errs.String(), "cannot be written") {
		t.Errorf("said %q", &errs)
	}
}

// peakMemory returns the process's largest resident set, in bytes.
func peakMemory(cmd *exec.Cmd) int64 {
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if runtime.GOOS == "darwin" {
		return usage.Maxrss
	}
	return usage.Maxrss << 10
}
