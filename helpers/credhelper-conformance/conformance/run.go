package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// endsWithin is the longest time that a run may take: the protocol's thirty seconds, and
// ten more for a loaded machine.
const endsWithin = 40 * time.Second

// request is one start of the program.
type request struct {
	args   []string
	stdin  string
	reader io.Reader // if set, used instead of stdin
	file   *os.File  // if set, used instead of both, and inherited by the program
	stdout *os.File  // if set, receives standard output, which the answer then lacks
	env    []string  // changes to the environment, as for with
	only   bool      // env is the complete environment
	path   string    // the program to run, by default the session's
	secret bool      // stdin must not be printed
}

// answer is the result of a request.
type answer struct {
	asked    string // the request, for people
	verb     string
	out, err string
	code     int    // -1 if the program did not exit by itself
	signal   string // the signal that ended the program, unless it was killed here
	late     bool   // the program had to be killed
	peak     int64  // memory in bytes, 0 if unknown
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
	peak := func() int64 { return 0 }
	if err == nil {
		peak = watchMemory(cmd.Process.Pid)
		err = cmd.Wait()
	}
	sampled := peak()
	a := answer{asked: q.describe(), verb: strings.Join(q.args, " "), out: out.String(), err: errs.String(),
		code: -1, took: time.Since(began)}
	a.late = ctx.Err() != nil
	if cmd.ProcessState != nil {
		a.code, a.peak = cmd.ProcessState.ExitCode(), sampled
		if sampled == 0 && runtime.GOOS != "linux" {
			a.peak = peakMemory(cmd.ProcessState)
		}
		if !a.late {
			a.signal = endedBy(cmd.ProcessState)
		}
	} else {
		a.err = fmt.Sprintf("the program could not be started: %v", err)
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

// all returns every run so far.
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

// store stores a login, which is erased at the end of this run.
func (s *session) store(url, user, secret string) answer {
	return s.storeText(url, fmt.Sprintf(`{"ServerURL":%s,"Username":%s,"Secret":%s}`, quoted(url), quoted(user),
		quoted(secret)))
}

// storeText runs store with any text; url is the server URL that it is meant to store. The
// server URL that a lenient parser finds in the text is erased at the end of the run, too.
func (s *session) storeText(url, text string) answer {
	a := s.run(request{args: []string{"store"}, stdin: text})
	if a.code != 0 && !a.late { // a program that was killed may have stored it before
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

// describe returns the request for people.
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

// String returns the answer for people. It may contain a secret that this run stored.
func (a answer) String() string {
	return a.describe(fmt.Sprintf("stdout %.120q, stderr %.120q", a.out, a.err))
}

// redacted returns the answer for people, without standard output if that may contain a
// secret of theirs.
func (a answer) redacted() string {
	if _, ok := looseReply(a.out); ok || a.code == 0 {
		return a.describe(fmt.Sprintf("stdout of %d bytes, stderr %.120q", len(a.out), a.err))
	}
	return a.String()
}

func (a answer) describe(streams string) string {
	end := fmt.Sprintf("exit %d", a.code)
	if a.signal != "" {
		end = "ended by signal: " + a.signal
	}
	if a.late {
		end = fmt.Sprintf("still running after %s", endsWithin)
	}
	return fmt.Sprintf("%s: %s, %s", a.asked, end, streams)
}

// bounded keeps the first megabyte of a stream and discards the rest.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if room := 1<<20 - b.Len(); room > 0 {
		b.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// pipe returns a pipe whose writing end keeps a program's standard input open. If there is
// no pipe, the item is skipped.
func pipe(v *verdict) (read, write *os.File, ok bool) {
	read, write, err := os.Pipe()
	if err != nil {
		v.skipf("no pipe could be created: %v", err)
	}
	return read, write, err == nil
}
