package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// warmRounds is the number of first rounds, which warm the system's caches and are discarded.
const warmRounds = 2

// subject is one program with its request.
type subject struct {
	what  string
	who   string // ours, peers or floor; "" means ours
	goals []Goal
	path  string
	args  []string
	env   []string
	stdin string // path of a file: a pipe would need a second process to fill it
	exit  int
	wants string    // text that standard output must contain, so that no failure is measured
	asks  *endpoint // the endpoint whose requests are counted, or nil

	static     bool   // it requests no token
	signs      bool   // it signs an assertion
	base       bool   // the following subjects are compared with it
	uncounted  bool   // its instructions are not counted: it is a script or starts other programs
	remembered bool   // its peak memory is measured
	empties    string // a pattern of files to remove before each run, or ""
}

// sample is one run.
type sample struct {
	wall     time.Duration
	requests int
}

// once runs the subject. Its output goes to a file: the helpers would fail with /dev/null, and
// with a pipe the time to read it would be included.
func (s subject) once(ctx context.Context, out *os.File) (sample, error) {
	in, err := os.Open(s.stdin)
	if err != nil {
		return sample{}, err
	}
	defer in.Close()
	if err := errors.Join(rewind(out), s.empty()); err != nil {
		return sample{}, err
	}
	before, err := s.asked()
	if err != nil {
		return sample{}, err
	}
	failures, err := os.Create(out.Name() + ".err")
	if err != nil {
		return sample{}, err
	}
	defer failures.Close()
	cmd := exec.CommandContext(ctx, s.path, s.args...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = s.env, in, out, failures
	start := time.Now()
	_ = cmd.Run()
	wall := time.Since(start)
	if err := errors.Join(ctx.Err(), s.check(cmd.ProcessState, out, failures)); err != nil {
		return sample{}, err
	}
	after, err := s.asked()
	return sample{wall, after - before}, err
}

// check returns an error if a run failed or printed something else than expected.
func (s subject) check(state *os.ProcessState, out, failures *os.File) error {
	said, err := beginning(out)
	if err != nil || state != nil && state.ExitCode() == s.exit && strings.Contains(said, s.wants) {
		return err
	}
	complaint, err := beginning(failures)
	return errors.Join(err, fmt.Errorf("%s: %s ended with %v, and not with exit code %d and %q: %.300s\n%.300s",
		s.what, s.path, state, s.exit, s.wants, said, complaint))
}

// beginning returns the first 4 KiB of a file.
func beginning(of *os.File) (string, error) {
	if _, err := of.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(of, 4<<10))
	return string(text), err
}

// asked returns the number of requests so far.
func (s subject) asked() (int, error) {
	if s.asks == nil {
		return 0, nil
	}
	return s.asks.requests()
}

func rewind(f *os.File) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return f.Truncate(0)
}

// rounds runs every subject once per round, in random order, since a fixed order alone changes
// ratios by up to a fifth.
func (b *bench) rounds(ctx context.Context, n int, subjects []subject) ([][]sample, error) {
	out, err := os.Create(b.path("out"))
	if err != nil {
		return nil, err
	}
	defer out.Close()
	samples := make([][]sample, len(subjects))
	for round := range b.few(warmRounds) + n {
		for _, i := range rand.Perm(len(subjects)) {
			one, err := subjects[i].once(ctx, out)
			if err != nil {
				return nil, err
			}
			if round >= b.few(warmRounds) {
				samples[i] = append(samples[i], one)
			}
		}
	}
	return samples, nil
}

// few returns the number of rounds: the wanted number, or a small one in a quick run.
func (b *bench) few(wanted int) int {
	if b.run.Quick {
		return min(wanted, 2)
	}
	return wanted
}

// times returns the rounds' durations in milliseconds.
func times(samples []sample) (ms []float64) {
	for _, s := range samples {
		ms = append(ms, float64(s.wall)/float64(time.Millisecond))
	}
	return ms
}

// asks returns the rounds' numbers of requests.
func asks(samples []sample) (n []float64) {
	for _, s := range samples {
		n = append(n, float64(s.requests))
	}
	return n
}

// mean returns the arithmetic mean.
func mean(figures []float64) (of float64) {
	for _, f := range figures {
		of += f / float64(len(figures))
	}
	return of
}

// paired divides each figure by the base's figure of the same round, so that a slow moment of
// the machine affects both.
func paired(figures, base []float64) (ratios []float64) {
	for i := range figures {
		ratios = append(ratios, figures[i]/base[i])
	}
	return ratios
}

// quartiles returns the quartiles, with linear interpolation.
func quartiles(figures []float64) (low, median, high float64) {
	sorted := slices.Sorted(slices.Values(figures))
	cut := func(q float64) float64 {
		at := q * float64(len(sorted)-1)
		i := int(at)
		if i+1 == len(sorted) {
			return sorted[i]
		}
		return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
	}
	return cut(0.25), cut(0.5), cut(0.75)
}
