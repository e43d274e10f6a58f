// Bench measures the programs and compares them with others as released: times as ratios to
// a base in the same rounds, instructions, requests, memory. It fails if a gate is missed,
// which is a limit for a count; it never fails because of a time.
//
//	scripts/bench                    everything, as Markdown
//	scripts/bench ecr pulls          these parts
//	scripts/bench --quick            two rounds of each, to check that everything works
//	scripts/bench count              instructions only, with their gates
//	scripts/bench publish            everything, written to docs/
//	scripts/bench render             docs/ only, from the last line of the history
//
//	build.go, peers.go           the programs, as they are released, and an empty one
//	measure.go, compare.go       interleaved rounds, medians, quartiles, paired ratios, the control
//	count.go, peak.go, starts.go what is the same on every machine: instructions; memory; programs started
//	record.go, history.go        the file format of a run
//	page.go, table.go, chart.go  the documents; notes.go, the reasons for missed goals
//	programs.go, get.go, ecr.go, made.go, clouds.go, auto.go, pulls.go, parallel.go, growth.go,
//	export.go, memory.go, formats.go   the tables
//	token.go, before.go, identity.go, provider.go, least.go, clients.go   their subjects
//	endpoint.go, engine_*.go     clouds on loopback, Docker's engine
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// section is a part of the benchmark that a name on the command line selects.
type section struct {
	name    string
	run     func(context.Context, *bench) error
	counted bool // whether its instructions are counted
}

// sections returns all sections, in their order.
func sections() []section {
	return []section{
		{"programs", programs, true}, {"ecr", ecr, true}, {"made", made, true}, {"clouds", clouds, true},
		{"auto", auto, true}, {"get", get, true}, {"pulls", pulls, false}, {"parallel", parallel, false},
		{"growth", growth, false}, {"memory", memory, false}, {"export", export, false}, {"formats", exportFormats, false},
		{"starts", starts, false},
	}
}

// The arguments that are not sections.
const (
	quick   = "--quick"
	count   = "count"
	publish = "publish"
	render  = "render"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int {
	names := []string{quick, count, publish, render}
	for _, s := range sections() {
		names = append(names, s.name)
	}
	for _, arg := range args {
		if !slices.Contains(names, arg) {
			fmt.Fprintf(os.Stderr, "usage: scripts/bench [%s]...\n", strings.Join(names, "|"))
			return 2
		}
	}
	if err := do(ctx, args); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		return 1
	}
	return 0
}

// do parses the arguments; those that are not commands are sections.
func do(ctx context.Context, args []string) error {
	has := func(word string) bool { return slices.Contains(args, word) }
	wanted := slices.DeleteFunc(slices.Clone(args), func(word string) bool {
		return word == quick || word == count || word == publish || word == render
	})
	switch {
	case has(render):
		return rendered(".")
	case has(publish) && !has(quick) && (len(wanted) > 0 || has(count)):
		return fmt.Errorf("publish takes every section: a page about a part would look whole")
	}
	b := &bench{counting: has(count)}
	b.run = Run{Schema: 1, Commit: commit(ctx), Quick: has(quick), Machine: machine()}
	b.run.Date = time.Now().UTC().Truncate(time.Second)
	if err := b.measure(ctx, wanted); err != nil {
		return err
	}
	if has(publish) {
		if err := published(".", b.run); err != nil {
			return err
		}
	}
	if gates := b.run.missedGates(); len(gates) > 0 {
		return fmt.Errorf("gates are missed:\n%s", strings.Join(gates, "\n"))
	}
	return nil
}

// measure runs the given sections, or all.
func (b *bench) measure(ctx context.Context, wanted []string) (err error) {
	began := time.Now()
	if b.dir, err = os.MkdirTemp("", "bench"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if b.valgrind, err = exec.LookPath("valgrind"); err != nil {
		b.skip("instructions", "valgrind is not installed")
	}
	if err := b.build(ctx); err != nil {
		return err
	}
	for _, s := range sections() {
		if len(wanted) > 0 && !slices.Contains(wanted, s.name) || b.counting && !s.counted {
			continue
		}
		if err := s.run(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	b.run.Minutes = rounded(time.Since(began).Minutes())
	return nil
}
