//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/schedule"
	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/unitfile"
)

// oddPlace is a directory whose name has a meaning for systemd, shells and XML.
const oddPlace = `100%h of "it's" ${HOME}; <&> x`

// timed is a stage with a timer that was written but not started.
type timed struct {
	stage
	file, unit string
	words, env []string
}

// newTimed writes the timer for a file in an odd place, from a config in another one. The
// helper answers with the content of $WORK/answer, or fails if that does not exist.
func newTimed(t *testing.T, args ...string) timed {
	t.Helper()
	s := newStage(t, "", map[string]string{"kept": `cat >/dev/null; [ ! -e "$0.slow" ] || sleep 5
cat "$0.answer" || exit 1`})
	s.write(t, "bin/docker-credential-kept.answer", `{"Username":"u","Secret":"first"}`, 0o600)
	s.write(t, oddPlace+"/docker/config.json", `{"credHelpers":{"a.example":"kept"}}`, 0o600)
	made := timed{stage: s, file: filepath.Join(s.dir, oddPlace, "kept file.json")}
	cmd := s.command(append([]string{"configure", "--yes", "--timer", made.file}, args...)...)
	cmd.Env = append(cmd.Env, "DOCKER_CONFIG="+filepath.Join(s.dir, oddPlace, "docker"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	units, _ := filepath.Glob(filepath.Join(s.dir, "home/.config/systemd/user/*.service"))
	if len(units) != 1 {
		t.Fatalf("there are %d services", len(units))
	}
	text, err := os.ReadFile(units[0])
	if err != nil {
		t.Fatal(err)
	}
	made.unit = string(text)
	if made.words, err = unitfile.Command(made.unit); err != nil {
		t.Fatal(err)
	}
	if made.env, err = unitfile.Environment(made.unit); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(made.file); err == nil {
		t.Fatal("the file was written before anything was started")
	}
	return made
}

// run runs what systemd would start: the words of ExecStart, in the unit's environment and
// in another working directory.
func (s timed) run() *exec.Cmd {
	cmd := exec.Command(s.words[0], s.words[1:]...)
	cmd.Dir = "/"
	cmd.Env = append([]string{"HOME=" + s.dir + "/home"}, s.env...)
	return cmd
}

func (s timed) answer(t *testing.T, secret string) {
	t.Helper()
	s.write(t, "bin/docker-credential-kept.answer", `{"Username":"u","Secret":"`+secret+`"}`, 0o600)
}

func (s timed) holds(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile(s.file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestTimerRuns checks that the command line in the unit writes the file and renews it, and
// that a failed or stopped run keeps the old file.
func TestTimerRuns(t *testing.T) {
	t.Parallel()
	s := newTimed(t)
	if out, err := s.run().CombinedOutput(); err != nil {
		t.Fatalf("%q: %v: %s", s.words, err, out)
	}
	first := s.holds(t)
	if info, err := os.Stat(s.file); err != nil || info.Mode().Perm() != 0o600 ||
		!bytes.Contains(first, []byte("dTpmaXJzdA==")) {
		t.Fatalf("%v: %s", err, first)
	}
	s.answer(t, "second")
	if out, err := s.run().CombinedOutput(); err != nil || !bytes.Contains(s.holds(t), []byte("dTpzZWNvbmQ=")) {
		t.Fatalf("%v: %s", err, out)
	}
	second := s.holds(t)
	if err := os.Remove(filepath.Join(s.dir, "bin/docker-credential-kept.answer")); err != nil {
		t.Fatal(err)
	}
	if out, err := s.run().CombinedOutput(); err == nil || !strings.Contains(string(out), "a.example") {
		t.Errorf("a failing helper: %v: %s", err, out)
	}
	if !bytes.Equal(s.holds(t), second) {
		t.Errorf("after a failed run the file contains %s", s.holds(t))
	}
	s.answer(t, "third")
	s.write(t, "bin/docker-credential-kept.slow", "", 0o600)
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} { // systemd's, at TimeoutStartSec
		cmd := s.run()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond)
		_ = cmd.Process.Signal(signal)
		_ = cmd.Wait()
		if !bytes.Equal(s.holds(t), second) {
			t.Errorf("after %s the file contains %s", signal, s.holds(t))
		}
	}
	if left, _ := filepath.Glob(filepath.Join(s.dir, "*", ".dockercfg-tmp-*")); len(left) > 0 {
		t.Errorf("left %q", left)
	}
}

// TestTimerIsNeverHalf checks that a reader which has the file open while a run renews it
// reads the old one to its end, and that a reader which opens it meanwhile gets a whole one.
func TestTimerIsNeverHalf(t *testing.T) {
	t.Parallel()
	s := newTimed(t)
	if out, err := s.run().CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var over atomic.Bool
	var count int
	read := make(chan error)
	go func() { read <- s.readUntil(&over, &count) }()
	for _, secret := range []string{"a", strings.Repeat("c", 9000), "d"} {
		before := s.holds(t)
		early, err := os.Open(s.file)
		if err != nil {
			t.Fatal(err)
		}
		s.answer(t, "secret-"+secret)
		if out, err := s.run().CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
		if data, err := io.ReadAll(early); err != nil || !bytes.Equal(data, before) || bytes.Equal(s.holds(t), before) {
			t.Errorf("the reader of the old file gets %q, %v", data, err)
		}
		_ = early.Close()
	}
	over.Store(true)
	if err := <-read; err != nil || count < 10 {
		t.Errorf("the file was read %d times: %v", count, err)
	}
}

// readUntil opens the file repeatedly.
func (s timed) readUntil(over *atomic.Bool, count *int) error {
	for ; !over.Load(); *count++ {
		data, err := os.ReadFile(s.file)
		var whole struct {
			Auths map[string]struct{ Auth string }
		}
		if err == nil {
			err = json.Unmarshal(data, &whole)
		}
		if err != nil || len(whole.Auths["a.example"].Auth) < 8 {
			return fmt.Errorf("a reader gets %q: %w", data, err)
		}
	}
	return nil
}

// TestTimerMerges checks that with --merge each run keeps the rest of the file.
func TestTimerMerges(t *testing.T) {
	t.Parallel()
	s := newTimed(t, "--merge", "--every", "2m")
	s.write(t, oddPlace+"/kept file.json", `{"auths":{"b.example":{"auth":"dTpi"}},"HttpHeaders":{"X":"1"}}`, 0o600)
	for range 2 {
		if out, err := s.run().CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		text := string(s.holds(t))
		for _, want := range []string{"b.example", "dTpi", "a.example", "dTpmaXJzdA==", `"X":"1"`} {
			if !strings.Contains(strings.ReplaceAll(text, " ", ""), want) {
				t.Errorf("%s is not in %s", want, text)
			}
		}
	}
}

// TestTimerAsked checks that the question waits for a person who reads for longer than a run
// and everything around it may take.
func TestTimerAsked(t *testing.T) {
	t.Parallel()
	s := newStage(t, `{"credHelpers":{"a.example":"good"}}`, map[string]string{"good": good})
	cmd := s.command("configure", "--timeout", "1s", "--timer", s.dir+"/kept.json")
	screen, code := helpertest.OnTerminalLater(t, cmd, 4*graceFor, "y\n")
	units, _ := filepath.Glob(filepath.Join(s.dir, "home/.config/systemd/user/*"))
	if code != 0 || len(units) != 2 || !strings.Contains(screen, "Write 2 files?") {
		t.Errorf("exit code %d, %q: %s", code, units, screen)
	}
}

// TestTimerTrialStopped checks that a signal during the trial is not called a time limit.
func TestTimerTrialStopped(t *testing.T) {
	t.Parallel()
	s := newStage(t, `{"credHelpers":{"a.example":"slow"}}`,
		map[string]string{"slow": "touch $(dirname $0)/begun; exec sleep 20"})
	cmd := s.command("configure", "--yes", "--timer", s.dir+"/kept.json")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.waitFor(t, "bin/begun")
	_ = cmd.Process.Signal(syscall.SIGINT)
	_ = cmd.Wait()
	status := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !status.Signaled() || status.Signal() != syscall.SIGINT || errs.Len() > 0 {
		t.Errorf("%s: %s", cmd.ProcessState, &errs)
	}
}

// TestTrialAtTheLastMoment checks that a run which ends with a result when its time is over
// has this result, and that one without a result took too long.
func TestTrialAtTheLastMoment(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		`echo '{"registries":[{"host":"a.example","status":"ok"}]}' >&2; exit 0`: "",
		`echo '{"error":"no file"}' >&2; exit 1`:                                 "no file",
		`exit 1`:                                                                 "took longer than",
	} {
		s := newStage(t, "{}", nil)
		s.write(t, "program", "#!/bin/sh\nanswer() { "+answer+"; }\ntrap answer TERM\nsleep 20 >&- 2>&- &\nwait\n", 0o755)
		task := schedule.Task{Program: s.dir + "/program", Args: []string{"export", "-o", "x"},
			Env: []string{"PATH=/usr/bin:/bin"}}
		found, err := trial(t.Context(), task, 5*time.Second-graceFor)
		if got := fmt.Sprint(err); want == "" && (err != nil || len(found.Registries) != 1) || !strings.Contains(got, want) {
			t.Errorf("%s: %v, %v", answer, found, err)
		}
	}
}

// TestTimerPeriod checks which periods are refused, and why: a token expires even if it does
// not say when.
func TestTimerPeriod(t *testing.T) {
	t.Parallel()
	now := time.Now()
	login := row{Host: "login.example", Status: "ok", Kind: "static"}
	token := row{Host: "token.example", Status: "ok", Kind: "exchanged"}
	opaque := row{Host: "opaque.example", Status: "ok", Kind: "unknown"}
	hour := row{Host: "hour.example", Status: "ok", Kind: "exchanged", Expires: now.Add(time.Hour).Format(time.RFC3339)}
	year := row{Host: "year.example", Status: "ok", Kind: "exchanged", Expires: now.AddDate(1, 0, 0).Format(time.RFC3339)}
	for _, c := range []struct {
		rows    []row
		usual   time.Duration
		refused string // with --every 24h
		named   string
	}{
		{[]row{login}, time.Hour, "", ""},
		{[]row{login, year}, time.Hour, "", ""},
		{[]row{login, opaque}, time.Hour, "", "the credential of opaque.example expires"},
		{[]row{year, token}, time.Hour, "when the token of token.example expires is not known: use at most 1h",
			"the credential of token.example expires"},
		{[]row{hour, token, opaque}, 10 * time.Minute, "only valid for 1h0m0s: use at most 10m",
			"the credential of token.example, opaque.example expires"},
	} {
		found := tried{Registries: c.rows, at: now}
		if every, err := found.period(0); err != nil || every != c.usual {
			t.Errorf("%v: every %s, %v", c.rows, every, err)
		}
		if _, err := found.period(24 * time.Hour); (err == nil) != (c.refused == "") ||
			!strings.Contains(fmt.Sprint(err), c.refused) {
			t.Errorf("%v: every 24h: %v", c.rows, err)
		}
		words := strings.Join(found.words(c.usual), "\n")
		if strings.Contains(words, "it is not known when") != (c.named != "") ||
			strings.Contains(words, "the first of these") != (c.named == "" && found.life() != 0) ||
			!strings.Contains(words, c.named) {
			t.Errorf("%v: %s", c.rows, words)
		}
	}
}

// TestTimerAgainOnMac checks that the command for a changed agent first removes the one that
// may be loaded, which launchd would keep, and that of a new agent does not.
func TestTimerAgainOnMac(t *testing.T) {
	t.Parallel()
	s := newStage(t, "{}", nil)
	s.write(t, "program", "#!/bin/sh\necho '{\"registries\":[{\"host\":\"a.example\",\"status\":\"ok\"}]}' >&2\n", 0o755)
	var c configureOptions
	c.file, c.yes, c.export.timeout = s.dir+"/kept.json", true, time.Minute
	task := schedule.Task{File: c.file, Program: s.dir + "/program", Args: []string{"export", "-o", c.file}}
	bootout := "launchctl bootout gui/$(id -u)/" + schedule.Label(c.file) + "; launchctl bootstrap gui/$(id -u) "
	for i, want := range []string{"\nlaunchctl bootstrap gui/$(id -u) ", "\n" + bootout, "nothing to change"} {
		if i > 0 {
			c.every = time.Minute
		}
		var out, errs bytes.Buffer
		err := c.writeTimer(t.Context(), byLaunchd(s.dir+"/home"), task, streams{out: &out, err: &errs})
		if err != nil || !strings.Contains(out.String(), want) {
			t.Errorf("run %d: %v: %q is not in %s", i+1, err, want, &out)
		}
	}
}
