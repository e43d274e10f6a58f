//go:build unix

package conformance

import (
	"bytes"
	"context"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// signalled marks a run that was sent a signal from here.
const signalled = "signalled"

// lostAnswers is P49.
func lostAnswers(s *session, v *verdict) {
	for _, verb := range []string{"version", "list", "get"} {
		a := s.shell(verb, `printf %s "$1" | "$0" `+verb+` >&-`)
		v.want(a.code == 1, "standard output is closed: %s", a.redacted())
		if hasFull() {
			a = s.shell(verb, `printf %s "$1" | "$0" `+verb+` >/dev/full`)
			v.want(a.code == 1, "the device is full: %s", a.redacted())
		}
		a = s.brokenPipe(v, verb)
		v.want(a.code == 1, "the pipe is broken: %s", a.redacted())
	}
	if !hasFull() {
		v.skipf("this system has no /dev/full; the rest holds")
	}
	a := s.shell("erase", `printf %s foreign.`+domain+` | "$0" erase >&-`)
	v.want(a.code == 0, "erase has nothing to say: %s", a)
	a = s.shell("version", `"$0" version >/dev/null`)
	v.want(a.code == 0, "it goes to nobody, as was asked for: %s", a)
}

// hasFull tells whether there is a device that is always full.
func hasFull() bool {
	_, err := os.Stat("/dev/full")
	return err == nil
}

func (s *session) brokenPipe(v *verdict, verb string) answer {
	read, write, err := os.Pipe()
	if err != nil {
		v.skipf("no pipe: %v", err)
		return answer{code: 1}
	}
	read.Close()
	defer write.Close()
	question := s.foreign()
	if s.own != nil {
		question = s.own.host
	}
	a := s.run(request{args: []string{verb}, stdin: question, stdout: write})
	if a.signal != "" { // by SIGPIPE, which P49 judges
		s.forgive()
	}
	return a
}

// forgive takes the last run out of what the summaries look at.
func (s *session) forgive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.runs) - 1; i >= 0; i-- {
		if s.runs[i].signal != "" {
			s.runs[i].verb = signalled
			return
		}
	}
}

// neverDrains is P51.
func neverDrains(s *session, v *verdict) {
	read, write, ok := pipe(v)
	if !ok {
		return
	}
	defer read.Close()
	defer write.Close()
	if err := fillPipe(write); err != nil {
		v.skipf("no full pipe: %v", err)
		return
	}
	question := s.foreign()
	if s.own != nil {
		question = s.own.host
	}
	v.both(func(v *verdict) {
		a := s.run(request{args: []string{"get"}, stdin: question, stdout: write})
		v.want(!a.late, "nobody reads its answer: %s", a.redacted())
		v.want(a.late || a.code == 1, "nobody reads its answer: %s", a.redacted())
	}, s.ofCloud(drips))
}

// fillPipe writes until nothing more fits, and leaves the pipe blocking.
func fillPipe(write *os.File) error {
	fd := int(write.Fd())
	if err := syscall.SetNonblock(fd, true); err != nil {
		return err
	}
	for chunk := make([]byte, 1<<16); len(chunk) > 0; {
		if _, err := syscall.Write(fd, chunk); err != nil {
			chunk = chunk[:len(chunk)/2]
		}
	}
	return syscall.SetNonblock(fd, false)
}

// signals is P52.
func signals(s *session, v *verdict) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		if signal.Ignored(sig) {
			v.skipf("%s: whoever started this program ignores it, and so does what it starts", sig)
			continue
		}
		a, err := s.signalled(sig)
		if err != nil {
			v.skipf("%s: %v", sig, err)
			continue
		}
		v.want(a.signal == sig.String(), "%s: %s", sig, a.redacted())
		v.want(a.out == "", "%s: it says %.80q", sig, a.out)
	}
	files, _ := os.ReadDir(s.temp)
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), "credhelper-conformance") {
			v.failf("a temporary file is left: %s", f.Name())
		}
	}
}

// signalled sends a signal to a get that waits for its question.
func (s *session) signalled(sig syscall.Signal) (answer, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return answer{}, err
	}
	defer read.Close()
	defer write.Close()
	ctx, cancel := context.WithTimeout(s.ctx, 15*time.Second)
	defer cancel()
	cmd := s.command(ctx, request{args: []string{"get"}, file: read})
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		return answer{}, err
	}
	time.Sleep(500 * time.Millisecond) // it waits for its question now
	_ = cmd.Process.Signal(sig)
	_ = cmd.Wait()
	return answer{asked: "get", verb: signalled, out: out.String(), err: errs.String(), code: cmd.ProcessState.ExitCode(),
		signal: endedBy(cmd.ProcessState), late: ctx.Err() != nil}, nil
}
