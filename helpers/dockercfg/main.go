//go:debug updatemaxprocs=0

// Dockercfg asks every credential helper that a Docker config names and writes
// one static dockercfg, in the shape that the next consumer needs: CI that
// cannot run helpers, a build container, a generator service.
//
// Exit codes: 0 done, 1 failed and nothing written, 2 wrong usage, 3 written
// without some registries (--partial).
package main

import (
	"context"
	"os"
	"sync/atomic"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/shared/process"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

func main() { os.Exit(run()) }

// graceFor is what a command has beyond its own limit to end helpers, write and
// report; clearFor is what it has after a signal.
const (
	graceFor = 5 * time.Second
	clearFor = 3 * time.Second
)

// run lets a signal end the helpers and temporary files first.
func run() int {
	process.Seal()
	protocol.Debug(os.Getenv("DOCKERCFG_DEBUG"), os.Stderr)
	ctx, signals := process.Signals(context.Background())
	done := make(chan int, 1)
	stuck := make(chan struct{}, 1)
	// A reader that does not drain our output blocks the command for good.
	bound := func(limit time.Duration) {
		time.AfterFunc(limit+graceFor, func() { stuck <- struct{}{} })
	}
	var lasting atomic.Bool
	lasts := func() { lasting.Store(true) }
	go func() { done <- execute(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr, bound, lasts}) }()
	select {
	case <-stuck:
		return exit.Failed
	case code := <-done:
		if ctx.Err() == nil || lasting.Load() {
			return code
		}
		process.Die(<-signals)
	case s := <-signals:
		if lasting.Load() {
			return <-done
		}
		select {
		case <-done:
		case <-time.After(clearFor):
			if lasting.Load() {
				return <-done
			}
		}
		process.Die(s)
	}
	return 1
}
