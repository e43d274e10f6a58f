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

// signalled is the verb of a run to which this program sent a signal.
const signalled = "signalled"

// lostAnswers checks P49.
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
		v.skipf("this system has no /dev/full; everything else was checked")
	}
	a := s.shell("erase", `printf %s foreign.`+domain+` | "$0" erase >&-`)
	v.want(a.code == 0, "erase writes nothing, so it needs no standard output: %s", a)
	a = s.shell("version", `"$0" version >/dev/null`)
	v.want(a.code == 0, "standard output is /dev/null: %s", a)
}

// hasFull reports whether the system has a device that is always full.
func hasFull() bool {
	_, err := os.Stat("/dev/full")
	return err == nil
}

func (s *session) brokenPipe(v *verdict, verb string) answer {
	read, write, err := os.Pipe()
	if err != nil {
		v.skipf("no pipe could be created: %v", err)
		return answer{code: 1}
	}
	read.Close()
	defer write.Close()
	question := s.foreign()
	if s.own != nil {
		question = s.own.host
	}
	a := s.run(request{args: []string{verb}, stdin: question, stdout: write})
	if a.signal != "" { // SIGPIPE, which only P49 judges
		s.excludeLast()
	}
	return a
}

// excludeLast excludes the last run that a signal ended from the items about all runs.
func (s *session) excludeLast() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.runs) - 1; i >= 0; i-- {
		if s.runs[i].signal != "" {
			s.runs[i].verb = signalled
			return
		}
	}
}

// neverDrains checks P51.
func neverDrains(s *session, v *verdict) {
	read, write, ok := pipe(v)
	if !ok {
		return
	}
	defer read.Close()
	defer write.Close()
	if err := fillPipe(write); err != nil {
		v.skipf("no full pipe could be created: %v", err)
		return
	}
	question := s.foreign()
	if s.own != nil {
		question = s.own.host
	}
	v.both(func(v *verdict) {
		a := s.run(request{args: []string{"get"}, stdin: question, stdout: write})
		v.want(!a.late, "its output is not read: %s", a.redacted())
		v.want(a.late || a.code == 1, "its output is not read: %s", a.redacted())
	}, s.withCloud(drips))
}

// fillPipe writes until the pipe is full, and leaves it in blocking mode.
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

// signals checks P52.
func signals(s *session, v *verdict) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		if signal.Ignored(sig) {
			v.skipf("%s: the process that started this program ignores it, so the helper inherits that", sig)
			continue
		}
		a, err := s.signalled(sig)
		if err != nil {
			v.skipf("%s: %v", sig, err)
			continue
		}
		v.want(a.signal == sig.String(), "%s: %s", sig, a.redacted())
		v.want(a.out == "", "%s: it prints %.80q", sig, a.out)
	}
	files, _ := os.ReadDir(s.temp)
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), "credhelper-conformance") {
			v.failf("it leaves a temporary file: %s", f.Name())
		}
	}
}

// signalled runs get, and sends a signal while it waits for its standard input.
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
	time.Sleep(500 * time.Millisecond) // the program waits for its input now
	_ = cmd.Process.Signal(sig)
	_ = cmd.Wait()
	return answer{
		asked: "get", verb: signalled, out: out.String(), err: errs.String(), code: cmd.ProcessState.ExitCode(),
		signal: endedBy(cmd.ProcessState), late: ctx.Err() != nil,
	}, nil
}
