//go:debug updatemaxprocs=0

// Dockercfg resolves the registry logins behind a Docker config and writes them to one
// static file, in the format that its reader needs, for tools that cannot run credential
// helpers: CI jobs, build containers, clusters. It also sets up, checks and explains the
// credentials of a machine.
//
// Exit codes: 0 done, 1 failed and nothing written, 2 wrong usage, 3 written without some
// registries (--partial).
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

// graceFor is the time that a command has beyond its own limit to stop helpers, write and
// report; clearFor is the time that it has after a signal.
const (
	graceFor = 5 * time.Second
	clearFor = 3 * time.Second
)

// run executes the command line. After a signal it first stops the helpers and removes
// temporary files.
func run() int {
	process.Seal()
	protocol.Debug(os.Getenv("DOCKERCFG_DEBUG"), os.Stderr)
	ctx, signals := process.Signals(context.Background())
	done := make(chan int, 1)
	stuck := make(chan struct{}, 1)
	// A reader that does not drain our output blocks the command forever.
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
