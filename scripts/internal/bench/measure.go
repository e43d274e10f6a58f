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
	"text/tabwriter"
	"time"
)

// warmRounds come first, to warm the system's caches, and are not kept.
const warmRounds = 2

// subject is one program with its request. The first of a series is the base
// that the others are compared with.
type subject struct {
	what  string
	aim   string // printed beside the ratio; "" for none
	path  string
	args  []string
	env   []string
	stdin string // path of a file: a pipe would need a second process to fill it
	exit  int
	wants string // what standard output holds, so that no failure is timed

	static  bool   // nothing is made for it
	signs   bool   // it makes a signature
	base    bool   // those after it are compared with it
	empties string // a pattern of what is removed before each run; "" for nothing
}

// sample is one run.
type sample struct {
	wall time.Duration
	rss  int64 // bytes; 0 where the platform does not tell
}

// once runs the subject. Its output goes to a file: /dev/null would be an error
// for the helpers, and a pipe would time our reading.
func (s subject) once(ctx context.Context, out *os.File) (sample, error) {
	in, err := os.Open(s.stdin)
	if err != nil {
		return sample{}, err
	}
	defer in.Close()
	if err := errors.Join(rewind(out), s.empty()); err != nil {
		return sample{}, err
	}
	var said strings.Builder
	cmd := exec.CommandContext(ctx, s.path, s.args...)
	cmd.Env, cmd.Stdin, cmd.Stdout = s.env, in, out
	start := time.Now()
	_ = cmd.Run()
	wall := time.Since(start)
	if err := ctx.Err(); err != nil {
		return sample{}, err
	}
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != s.exit {
		return sample{}, fmt.Errorf("%s: %s %v ended with %v, not exit code %d", s.what, s.path, s.args, cmd.ProcessState, s.exit)
	}
	if _, err := out.Seek(0, io.SeekStart); err != nil {
		return sample{}, err
	}
	if _, err := io.Copy(&said, io.LimitReader(out, 4<<10)); err != nil {
		return sample{}, err
	}
	if !strings.Contains(said.String(), s.wants) {
		return sample{}, fmt.Errorf("%s: the answer is not what it has to be", s.what)
	}
	return sample{wall, peak(cmd.ProcessState)}, nil
}

func rewind(f *os.File) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return f.Truncate(0)
}

// rounds runs every subject once per round, in random order, since a fixed order
// alone moves ratios by a fifth.
func (b *bench) rounds(ctx context.Context, n int, subjects []subject) ([][]sample, error) {
	out, err := os.Create(b.path("out"))
	if err != nil {
		return nil, err
	}
	defer out.Close()
	samples := make([][]sample, len(subjects))
	for round := range warmRounds + n {
		for _, i := range rand.Perm(len(subjects)) {
			one, err := subjects[i].once(ctx, out)
			if err != nil {
				return nil, err
			}
			if round >= warmRounds {
				samples[i] = append(samples[i], one)
			}
		}
	}
	return samples, nil
}

// times are the rounds' durations in milliseconds.
func times(samples []sample) (ms []float64) {
	for _, s := range samples {
		ms = append(ms, float64(s.wall)/float64(time.Millisecond))
	}
	return ms
}

// paired divides by the base's figure of the same round, so that a slow moment
// of the machine touches both.
func paired(figures, base []float64) (ratios []float64) {
	for i := range figures {
		ratios = append(ratios, figures[i]/base[i])
	}
	return ratios
}

// quartiles sorts a copy and reads the three cuts, between neighbours linearly.
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

// table prints times and paired ratios of a series.
func table(title string, subjects []subject, samples [][]sample) {
	fmt.Printf("\n%s, %d rounds\n", title, len(samples[0]))
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "  \tms\tquartiles\tratio\tquartiles\taim")
	base := times(samples[0])
	for i, s := range subjects {
		own := times(samples[i])
		low, median, high := quartiles(own)
		fmt.Fprintf(w, "  %s\t%.2f\t%.2f-%.2f\t", s.what, median, low, high)
		if i > 0 {
			low, median, high = quartiles(paired(own, base))
			fmt.Fprintf(w, "%.2f\t%.2f-%.2f\t%s", median, low, high, s.aim)
		}
		fmt.Fprintln(w)
	}
	w.Flush()
}
