package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// endsWithin is how long any run may take: the thirty seconds of the protocol, and
// some for a loaded machine.
const endsWithin = 40 * time.Second

// request is one start of the program.
type request struct {
	args   []string
	stdin  string
	reader io.Reader // in place of stdin
	file   *os.File  // in place of both, handed over as it is
	stdout *os.File  // in place of what is read
	env    []string  // changes to the environment, as of with
	only   bool      // env is the whole environment
	path   string    // the program, if not the session's
	secret bool      // it was asked for what is nobody's business: not shown
}

// answer is what came of it.
type answer struct {
	asked    string // for people
	verb     string
	out, err string
	code     int    // -1 where it did not exit by itself
	signal   string // that ended it, which was not sent from here
	late     bool   // it had to be killed
	held     bool   // it ended, and a child of it kept a stream open
	peak     int64  // bytes, 0 where unknown
	took     time.Duration
}

func (s *session) run(q request) answer {
	ctx, cancel := context.WithTimeout(s.ctx, endsWithin)
	defer cancel()
	cmd := s.command(ctx, q)
	var out, errs bounded
	if q.stdout != nil {
		cmd.Stdout = q.stdout
	} else {
		cmd.Stdout = &out
	}
	cmd.Stderr = &errs
	began := time.Now()
	err := cmd.Start()
	watched := func() int64 { return 0 }
	if err == nil {
		watched = watchMemory(cmd.Process.Pid)
		err = cmd.Wait()
	}
	seen := watched()
	a := answer{asked: q.describe(), verb: strings.Join(q.args, " "), out: out.String(), err: errs.String(),
		code: -1, took: time.Since(began)}
	a.late = ctx.Err() != nil
	a.held = errors.Is(err, exec.ErrWaitDelay)
	if cmd.ProcessState != nil {
		a.code, a.peak = cmd.ProcessState.ExitCode(), seen
		if seen == 0 && runtime.GOOS != "linux" {
			a.peak = peakMemory(cmd.ProcessState)
		}
		if !a.late {
			a.signal = endedBy(cmd.ProcessState)
		}
	} else {
		a.err = fmt.Sprintf("it could not be started: %v", err)
	}
	s.keep(a)
	return a
}

func (s *session) command(ctx context.Context, q request) *exec.Cmd {
	path := q.path
	if path == "" {
		path = s.program
	}
	cmd := exec.CommandContext(ctx, path, q.args...)
	cmd.Dir = s.empty
	cmd.Env = q.env
	if !q.only {
		cmd.Env = with(s.env, q.env...)
	}
	switch {
	case q.file != nil:
		cmd.Stdin = q.file
	case q.reader != nil:
		cmd.Stdin = q.reader
	default:
		cmd.Stdin = strings.NewReader(q.stdin)
	}
	cmd.WaitDelay = 2 * time.Second
	ownGroup(cmd)
	return cmd
}

func (s *session) keep(a answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs = append(s.runs, a)
}

// all is every run so far.
func (s *session) all() []answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.runs[:len(s.runs):len(s.runs)]
}

func (s *session) get(question string, env ...string) answer {
	return s.run(request{args: []string{"get"}, stdin: question, env: env})
}

func (s *session) list(env ...string) answer {
	return s.run(request{args: []string{"list"}, env: env})
}

func (s *session) erase(question string) answer {
	return s.run(request{args: []string{"erase"}, stdin: question})
}

// store keeps a login of this run, to be erased at its end.
func (s *session) store(url, user, secret string) answer {
	return s.storeText(url, fmt.Sprintf(`{"ServerURL":%s,"Username":%s,"Secret":%s}`, quoted(url), quoted(user),
		quoted(secret)))
}

// storeText sends store any text; url is what it is meant to store. What a lax reader
// takes for the server URL is erased at the end as well.
func (s *session) storeText(url, text string) answer {
	a := s.run(request{args: []string{"store"}, stdin: text})
	if a.code != 0 && !a.late { // one that was killed may have stored it before
		return a
	}
	var lax reply
	_ = json.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).Decode(&lax)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range []string{url, lax.ServerURL} {
		if u != "" {
			s.stored[u] = true
		}
	}
	return a
}

// describe is a request as people read it.
func (q request) describe() string {
	text := strings.Join(q.args, " ")
	if q.stdin != "" && !q.secret {
		text += fmt.Sprintf(" %.60q", q.stdin)
	}
	if len(q.env) > 0 && !q.only {
		text += " with " + strings.Join(q.env, " ")
	}
	return strings.TrimSpace(text)
}

// String is an answer for people. It may hold a secret of this run's own.
func (a answer) String() string {
	return a.said(fmt.Sprintf("stdout %.120q, stderr %.120q", a.out, a.err))
}

// redacted is an answer that may hold somebody's secret.
func (a answer) redacted() string {
	if _, ok := looseReply(a.out); ok || a.code == 0 {
		return a.said(fmt.Sprintf("stdout of %d bytes, stderr %.120q", len(a.out), a.err))
	}
	return a.String()
}

func (a answer) said(streams string) string {
	end := fmt.Sprintf("exit %d", a.code)
	if a.signal != "" {
		end = "ended by " + a.signal
	}
	if a.late {
		end = fmt.Sprintf("no end within %s", endsWithin)
	}
	return fmt.Sprintf("%s: %s, %s", a.asked, end, streams)
}

// bounded keeps the first megabyte of a stream, and takes the rest.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if room := 1<<20 - b.Len(); room > 0 {
		b.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// pipe is one whose writing end keeps a program's standard input open. Without one, the
// item is skipped.
func pipe(v *verdict) (read, write *os.File, ok bool) {
	read, write, err := os.Pipe()
	if err != nil {
		v.skipf("no pipe: %v", err)
	}
	return read, write, err == nil
}
