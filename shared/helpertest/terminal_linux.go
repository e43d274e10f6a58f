package helpertest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// OnTerminal runs a command with a terminal as all three streams, types a text, and returns
// what appears on the terminal.
func OnTerminal(t *testing.T, cmd *exec.Cmd, typed string) (screen string, code int) {
	t.Helper()
	return OnTerminalLater(t, cmd, 0, typed)
}

// OnTerminalLater is OnTerminal with a person who reads for a while before typing.
func OnTerminalLater(t *testing.T, cmd *exec.Cmd, reading time.Duration, typed string) (screen string, code int) {
	t.Helper()
	host, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("not run: no terminal can be opened on this system")
	}
	defer host.Close()
	number, err := unix.IoctlGetInt(int(host.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(host.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	terminal, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal, terminal, terminal
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	terminal.Close()
	kill := time.AfterFunc(reading+30*time.Second, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	later := time.AfterFunc(reading, func() { _, _ = io.WriteString(host, typed) })
	defer later.Stop()
	var seen bytes.Buffer
	_, _ = io.Copy(&seen, host) // fails when the other end is closed
	_ = cmd.Wait()
	return strings.ReplaceAll(seen.String(), "\r\n", "\n"), cmd.ProcessState.ExitCode()
}

// onTerminal: a person who types a request sees a hint, gets the answer at the end of the
// line, and sees an error once.
func (s stage) onTerminal(t *testing.T) {
	type at struct {
		verb, typed string
		code        int
		once        []string
	}
	hint := s.Name + ": reading the request from this terminal: type a registry's name and press return\n"
	usage := "Usage: " + s.Name + " <store|get|erase|list|version>\n"
	for _, c := range []at{
		{"get", s.Own + "\n", 0, []string{hint, `"Secret":`}},
		{"explain", s.Own + "\n", 0, []string{hint, `"Source":`}},
		{"get", "foreign.example/a b\n", 1, []string{hint, s.Name + ": input: "}},
		{"get", "\n", 1, []string{hint, "no credentials server URL\n"}},
		{"erase", "foreign.example\n", 0, []string{hint}},
		{"store", "{}\n", 1, []string{"type a login as JSON and press return\n", "no credentials server URL\n"}},
		{"unknown", "", 1, []string{"unknown action: unknown\n", usage}},
		{"--help", "", 0, []string{usage, s.Name + " ", "Manual: man " + s.Name}},
	} {
		began := time.Now()
		screen, code := OnTerminal(t, s.command(t, c.verb), c.typed)
		if code != c.code {
			t.Errorf("%s of %q: exit code %d: %s", c.verb, c.typed, code, screen)
		}
		for _, text := range c.once {
			if strings.Count(screen, text) != 1 && text != s.Name+" " {
				t.Errorf("%s of %q: %q appears %d times: %s", c.verb, c.typed, text, strings.Count(screen, text), screen)
			}
		}
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("%s of %q: it does not answer at the end of the line, but after %s", c.verb, c.typed, took)
		}
	}
}
