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

// streams tests what a helper of this suite does if the other end of a stream misbehaves. The
// tests request its own registry, so that there is an answer to write.
func streams(t *testing.T, h Helper) {
	s := stage{h, environment(t, h)}
	t.Run("streams", func(t *testing.T) {
		t.Run("input that never ends", s.endlessInput)
		t.Run("line endings", s.lineEndings)
		systemStreams(t, s)
	})
}

type stage struct {
	Helper
	env []string
}

// environment returns an environment with a new home directory and the helper's credential.
func environment(t *testing.T, h Helper) []string {
	home := t.TempDir()
	env := append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "USERPROFILE=" + home,
		"AppData=" + home, "LocalAppData=" + home, "GORACE=" + os.Getenv("GORACE"),
		"SystemRoot=" + os.Getenv("SystemRoot")}, h.Env...)
	if h.Keeper {
		login := exec.Command(h.Name, "store")
		login.Env = env
		login.Stdin = strings.NewReader(h.login())
		if out, err := login.CombinedOutput(); err != nil {
			t.Fatalf("storing the credential: %v: %s", err, out)
		}
	}
	return env
}

// command returns the program with a time limit that only a hanging program reaches.
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

// MaxMemory returns the memory, in bytes, that any run may use, whatever its input. With the
// race detector, the limit is higher: a test binary that links an SDK needs more before it
// does anything, and a child's peak cannot be measured below its parent's. scripts/test
// measures without the race detector.
func MaxMemory() int64 {
	if underRace {
		return 1 << 30
	}
	return 64 << 20
}

// lineEndings: a request is one line with an optional final LF or CRLF, and with optional
// spaces and tabs around it; anything else is refused. This also holds for the fast path of
// cached tokens: DOCKERCFG_DEBUG turns that off.
func (s stage) lineEndings(t *testing.T) {
	ask := func(host, before, after string, more ...string) string {
		cmd := s.command(t, "get", more...)
		cmd.Stdin = strings.NewReader(before + host + after)
		out, _ := cmd.Output()
		return string(out)
	}
	for _, host := range []string{s.Own, "foreign.example"} {
		plain := ask(host, "", "")
		for _, before := range []string{"", " \t", "\r", "\n", "\x00"} {
			for _, after := range []string{
				"", "\n", "\r\n", " \t", " \r\n", "\r", "\r ", "\r\r\n", "\n\r", "\n\n", "\r \n", "\n ", "\v",
			} {
				blank := strings.Trim(strings.TrimSuffix(strings.TrimSuffix(after, "\n"), "\r"), " \t") == ""
				valid := strings.Trim(before, " \t") == "" && blank &&
					(!strings.Contains(after, "\r") || strings.HasSuffix(after, "\r\n"))
				got, slow := ask(host, before, after), ask(host, before, after, "DOCKERCFG_DEBUG=0")
				if got != slow || (got == plain) != valid || !valid && !strings.HasPrefix(got, s.Name+": input: ") {
					t.Errorf("%q %s %q: the fast path answers %q, main %q", before, host, after, got, slow)
				}
			}
		}
	}
}
