// Bench measures the programs as ratios: to an empty Go program for a `get`, to
// one helper for fifty. It never fails on a figure; it prints the aim beside it.
//
//	build.go    the programs, as they are released, and an empty one
//	measure.go  interleaved rounds, medians, quartiles, paired ratios
//	get.go, ecr.go, clouds.go, auto.go, pulls.go, export.go, memory.go, formats.go, count.go    what is measured
//	token.go, before.go    the subjects of ecr.go, and what comes before their rounds
//	provider.go, least.go  the subjects of clouds.go, and what they cannot do without
//	endpoint.go, identity.go    clouds on loopback, and the ways to an AWS identity
//
// Times on a shared machine mean little by themselves, so no test looks at them.
// Instruction counts hold anywhere and need valgrind.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// section is one part that can be asked for by name.
type section struct {
	name string
	run  func(context.Context, *bench) error
}

// sections are all of them, in their order.
func sections() []section {
	return []section{{"ecr", ecr}, {"clouds", clouds}, {"auto", auto}, {"pulls", pulls}, {"get", get}, {"export", export}, {"memory", memory}, {"formats", exportFormats}, {"count", count}}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int {
	var names []string
	for _, s := range sections() {
		names = append(names, s.name)
	}
	for _, arg := range args {
		if !slices.Contains(names, arg) {
			fmt.Fprintf(os.Stderr, "usage: scripts/bench [%s]...\n", strings.Join(names, "|"))
			return 2
		}
	}
	if err := measure(ctx, args); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		return 1
	}
	return 0
}

func measure(ctx context.Context, wanted []string) error {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{dir: dir}
	if err := b.build(ctx); err != nil {
		return err
	}
	for _, s := range sections() {
		if len(wanted) > 0 && !slices.Contains(wanted, s.name) {
			continue
		}
		if err := s.run(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}
