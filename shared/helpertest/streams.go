package helpertest

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// streams tests what a helper of this suite says when the other end of a stream
// misbehaves. It is asked for its own registry, so that there is an answer to lose.
func streams(t *testing.T, h Helper) {
	s := stage{h, environment(t, h)}
	t.Run("streams", func(t *testing.T) {
		t.Run("input that never ends", s.endlessInput)
		t.Run("the end of the line", s.lineEnds)
		systemStreams(t, s)
	})
}

type stage struct {
	Helper
	env []string
}

// environment is a home of its own, with the helper's credential in it.
func environment(t *testing.T, h Helper) []string {
	home := t.TempDir()
	env := append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "USERPROFILE=" + home,
		"GORACE=" + os.Getenv("GORACE"), "AppData=" + home, "LocalAppData=" + home, "SystemRoot=" + os.Getenv("SystemRoot")}, h.Env...)
	if h.Keeper {
		login := exec.Command(h.Name, "store")
		login.Env = env
		login.Stdin = strings.NewReader(`{"ServerURL":"` + h.Own + `","Username":"` + h.User + `","Secret":"` + h.Secret + `"}`)
		if out, err := login.CombinedOutput(); err != nil {
			t.Fatalf("storing the credential: %v: %s", err, out)
		}
	}
	return env
}

// command is the program with a time limit that only a hanging one reaches.
func (s stage) command(t *testing.T, verb string, more ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, s.Name, verb)
	cmd.Env = append(s.env[:len(s.env):len(s.env)], more...) // tests run in parallel
	return cmd
}

func exitCode(t *testing.T, cmd *exec.Cmd, want int) {
	t.Helper()
	if got := cmd.ProcessState.ExitCode(); got != want {
		t.Errorf("exit code %d, want %d (%s)", got, want, cmd.ProcessState)
	}
}

func (s stage) endlessInput(t *testing.T) {
	t.Parallel()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	_, _ = write.WriteString(s.Own + "\n")
	cmd := s.command(t, "get", "DOCKERCFG_TIMEOUT=1s")
	cmd.Stdin = read
	out, _ := cmd.Output()
	exitCode(t, cmd, 1)
	if !bytes.Contains(out, []byte("standard input did not end")) {
		t.Errorf("answered %q", out)
	}
}

// MaxMemory is what any run may take, whatever it is sent, in bytes. Under the race
// detector a test binary that links an SDK is above it before it does anything, and so
// may be the one that starts it, below whose peak no child's is seen; scripts/test
// measures without the detector.
func MaxMemory() int64 {
	if underRace {
		return 1 << 30
	}
	return 64 << 20
}

// lineEnds: one final LF or CRLF ends the request, spaces and tabs around it fall away,
// and anything else is refused. A kept token makes no difference: with the variable, the
// request is main's to answer.
func (s stage) lineEnds(t *testing.T) {
	ask := func(host, before, after string, more ...string) string {
		cmd := s.command(t, "get", more...)
		cmd.Stdin = strings.NewReader(before + host + after)
		out, _ := cmd.Output()
		return string(out)
	}
	for _, host := range []string{s.Own, "foreign.example"} {
		plain := ask(host, "", "")
		for _, before := range []string{"", " \t", "\r", "\n", "\x00"} {
			for _, after := range []string{"", "\n", "\r\n", " \t", " \r\n", "\r", "\r ", "\r\r\n", "\n\r", "\n\n", "\r \n", "\n ", "\v"} {
				fine := strings.Trim(before, " \t") == "" && strings.Trim(strings.TrimSuffix(strings.TrimSuffix(after, "\n"), "\r"), " \t") == "" &&
					(!strings.Contains(after, "\r") || strings.HasSuffix(after, "\r\n"))
				got, slow := ask(host, before, after), ask(host, before, after, "DOCKERCFG_DEBUG=0")
				if got != slow || (got == plain) != fine || !fine && !strings.HasPrefix(got, s.Name+": input: ") {
					t.Errorf("%q %s %q is answered %q, and by main %q", before, host, after, got, slow)
				}
			}
		}
	}
}
