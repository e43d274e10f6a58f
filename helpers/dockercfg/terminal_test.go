//go:build linux

package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestTerminal checks that a terminal shows colours and progress, that there are no colours
// with NO_COLOR and on a dumb terminal, and neither without a terminal.
func TestTerminal(t *testing.T) {
	t.Parallel()
	s := newStage(t, `{"credHelpers":{"a.example":"slow","b.example":"missing"}}`,
		map[string]string{"slow": "sleep 2; " + good})
	run := func(env ...string) string {
		cmd := s.command("export", "--partial")
		cmd.Env = append(append(cmd.Env, "TERM=xterm"), env...)
		screen, code := helpertest.OnTerminal(t, cmd, "")
		if code != 3 || !strings.Contains(screen, "HOST       USER  HELPER") {
			t.Fatalf("exit code %d: %s", code, screen)
		}
		return screen
	}
	const red, progress = "\x1b[31mfailed\x1b[0m", "\r\x1b[K1 of 2 registries, waiting for a.example\r\x1b[K"
	if screen := run(); !strings.Contains(screen, red) || !strings.Contains(screen, progress) {
		t.Errorf("on a terminal: %q", screen)
	}
	for _, plain := range []string{"NO_COLOR=1", "TERM=dumb"} {
		if screen := run(plain); strings.Contains(screen, "\x1b[3") {
			t.Errorf("with %s: %q", plain, screen)
		}
	}
	if out, _ := s.command("export", "--partial").CombinedOutput(); bytes.Contains(out, []byte("\x1b")) ||
		bytes.Contains(out, []byte("1 of 2 registries\r")) {
		t.Errorf("without a terminal: %q", out)
	}
}

// TestTerminalSecrets checks that a terminal shows secrets only with --show-secrets.
func TestTerminalSecrets(t *testing.T) {
	t.Parallel()
	s := newStage(t, twoLogins, nil)
	if screen, code := helpertest.OnTerminal(t, s.command("export", "-o", "-"), ""); code != 2 ||
		strings.Contains(screen, "YTpDQU5BUlk=") {
		t.Errorf("exit code %d: %s", code, screen)
	}
	if screen, code := helpertest.OnTerminal(t, s.command("export", "-o", "-", "--show-secrets"), ""); code != 0 ||
		!strings.Contains(screen, "YTpDQU5BUlk=") {
		t.Errorf("with the flag, exit code %d: %s", code, screen)
	}
	// GitHub's runner has no terminal, so nothing is masked on one.
	cmd := s.command("export", "-o", s.dir+"/out")
	cmd.Env = append(cmd.Env, "GITHUB_ACTIONS=true")
	if screen, code := helpertest.OnTerminal(t, cmd, ""); code != 0 || strings.Contains(screen, "CANARY") {
		t.Errorf("masking, exit code %d: %s", code, screen)
	}
}

// TestTerminalAsked checks that configure asks on a terminal, and that only yes means yes.
func TestTerminalAsked(t *testing.T) {
	t.Parallel()
	for typed, changed := range map[string]bool{"y\n": true, "YES\n": true, "n\n": false, "\n": false, "yesterday\n": false} {
		s := newStage(t, "{}\n", nil)
		screen, code := helpertest.OnTerminal(t, s.command("configure"), typed)
		text, err := os.ReadFile(s.dir + "/docker/config.json")
		if err != nil || strings.Contains(string(text), "auto") != changed || (code == 0) != changed ||
			!strings.Contains(screen, "[y/N]") {
			t.Errorf("%q: exit code %d, the file is %s, %v: %s", typed, code, text, err, screen)
		}
	}
	// Two questions: about the logins in the file, and about the change.
	s := newStage(t, `{"auths":{"a.example":{"auth":"YTpDQU5BUlk="}}}`, nil)
	screen, code := helpertest.OnTerminal(t, s.command("configure"), "y\ny\n")
	text, _ := os.ReadFile(s.dir + "/docker/config.json")
	const secret, question = "YTpDQU5BUlk=", "Move 1 login out of the file into docker-credential-file?"
	if code != 0 || strings.Contains(string(text), secret) || !strings.Contains(screen, question) ||
		strings.Contains(screen, secret) {
		t.Errorf("exit code %d: %s, the file is %s", code, screen, text)
	}
	// What was found, and why the logins should move, come before the question.
	screen = strings.Join(strings.Fields(screen), " ") // lines end at words
	found := strings.Index(screen, "contains 1 login in plain text")
	why := strings.Index(screen, "make Docker ignore them")
	if asked := strings.Index(screen, "Move 1 login"); found < 0 || why < found || asked < why {
		t.Errorf("found at %d, why at %d, asked at %d: %s", found, why, asked, screen)
	}
	// After a no, the output says what stays.
	s = newStage(t, `{"auths":{"a.example":{"auth":"YTpDQU5BUlk="}}}`, nil)
	screen, code = helpertest.OnTerminal(t, s.command("configure"), "n\n")
	screen = strings.Join(strings.Fields(screen), " ")
	if code != 0 || !strings.Contains(screen, "was not changed: 1 login stays in it") ||
		strings.Contains(screen, "nothing to change") {
		t.Errorf("exit code %d: %s", code, screen)
	}
}

// TestTerminalFolded: sentences end at words before the 80th column of a terminal.
func TestTerminalFolded(t *testing.T) {
	t.Parallel()
	s := newStage(t, `{"auths":{"a.example":{"auth":"YTpDQU5BUlk="}}}`, nil)
	screen, _ := helpertest.OnTerminal(t, s.command("configure"), "n\n")
	asked := strings.Index(screen, "Move 1 login")
	if asked < 0 || !strings.Contains(screen, "\n  ") {
		t.Fatalf("nothing is folded: %q", screen)
	}
	for line := range strings.Lines(screen[:asked]) {
		if line = strings.TrimRight(line, "\r\n"); len(line) > 80 && strings.Contains(strings.TrimSpace(line), " ") {
			t.Errorf("a line has %d columns: %q", len(line), line)
		}
	}
}
