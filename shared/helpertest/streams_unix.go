//go:build unix

package helpertest

import (
	"bytes"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

func systemStreams(t *testing.T, s stage) {
	t.Run("closed standard input", s.closedInput)
	t.Run("closed standard output", s.closedOutput)
	t.Run("a full device", s.fullDevice)
	t.Run("a broken pipe", s.brokenPipe)
	t.Run("a reader that never drains", s.fullPipe)
	t.Run("signals", s.signals)
	t.Run("a terminal", s.onTerminal)
}

// shell runs a redirection that only a shell can express.
func (s stage) shell(t *testing.T, script string) *exec.Cmd {
	cmd := s.command(t, "get")
	cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-c", script, s.Name, s.Own}
	return cmd
}

func (s stage) closedInput(t *testing.T) {
	cmd := s.shell(t, `exec "$0" get <&-`)
	out, _ := cmd.Output()
	exitCode(t, cmd, 1)
	if string(out) != "no credentials server URL\n" {
		t.Errorf("answered %q", out)
	}
}

// closedOutput: an answer nobody can get is a failed exit; store and erase have none.
func (s stage) closedOutput(t *testing.T) {
	for _, verb := range []string{"get", "list", "version", "explain"} {
		cmd := s.shell(t, `printf %s "$1" | "$0" `+verb+` >&-`)
		_ = cmd.Run()
		exitCode(t, cmd, 1)
	}
	cmd := s.shell(t, `printf foreign.example | "$0" erase >&-`)
	_ = cmd.Run()
	exitCode(t, cmd, 0)
	cmd = s.shell(t, `printf %s "$1" | "$0" get >/dev/null`)
	_ = cmd.Run()
	exitCode(t, cmd, 0)
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

func (s stage) brokenPipe(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	read.Close()
	defer write.Close()
	cmd := s.command(t, "get")
	cmd.Stdin, cmd.Stdout = strings.NewReader(s.Own), write
	_ = cmd.Run()
	exitCode(t, cmd, 1)
}

// fullPipe gives a standard output whose reader sleeps: the deadline applies.
func (s stage) fullPipe(t *testing.T) {
	t.Parallel()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	fillPipe(t, int(write.Fd()))
	cmd := s.command(t, "get", "DOCKERCFG_TIMEOUT=500ms")
	cmd.Stdin, cmd.Stdout = strings.NewReader(s.Own), write
	start := time.Now()
	_ = cmd.Run()
	exitCode(t, cmd, 1)
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}

// fillPipe writes until nothing more fits, and leaves the pipe blocking.
func fillPipe(t *testing.T, fd int) {
	if err := syscall.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	for chunk := make([]byte, 1<<16); len(chunk) > 0; {
		if _, err := syscall.Write(fd, chunk); err != nil {
			chunk = chunk[:len(chunk)/2]
		}
	}
	if err := syscall.SetNonblock(fd, false); err != nil {
		t.Fatal(err)
	}
}

// signals: the program ends of the signal it was sent, without an answer.
func (s stage) signals(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		if signal.Ignored(sig) {
			continue // by whoever started the tests, as nohup does; it stays ignored
		}
		read, write, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd := s.command(t, "get")
		var out bytes.Buffer
		cmd.Stdin, cmd.Stdout, cmd.Stderr = read, &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond) // it waits for its input now
		_ = cmd.Process.Signal(sig)
		_ = cmd.Wait()
		read.Close()
		write.Close()
		status := cmd.ProcessState.Sys().(syscall.WaitStatus)
		if !status.Signaled() || status.Signal() != sig {
			t.Errorf("%s: it ended with %s", sig, cmd.ProcessState)
		}
		if out.Len() > 0 {
			t.Errorf("%s: it said %q", sig, &out)
		}
	}
}

// peakMemory is the process's largest resident set, in bytes.
func peakMemory(cmd *exec.Cmd) int64 {
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if runtime.GOOS == "darwin" {
		return usage.Maxrss
	}
	return usage.Maxrss << 10
}
