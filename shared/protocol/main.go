package protocol

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/process"
)

const (
	runFor   = 30 * time.Second       // for the whole run, unless DOCKERCFG_TIMEOUT is set
	inputFor = 5 * time.Second        // for the request to arrive
	lateFor  = 500 * time.Millisecond // after the deadline, for an answer that the deadline itself caused
	clearFor = 2 * time.Second        // after a signal, to remove temporary files and stop child processes
)

// Main serves one request as the program called name, and exits.
//
// Everything runs on this goroutine. A timer (which needs no goroutine until it fires)
// or, if there is something to clean up, a signal can end the run from outside. The first
// of them to claim the run gives its only answer.
func Main(name string, helper Helper) { Serve(name, helper, nil) }

// Serve is Main for a request of which some bytes were already read (shared/warm).
func Serve(name string, helper Helper, read []byte) {
	var in io.Reader = os.Stdin
	if len(read) > 0 {
		in = io.MultiReader(bytes.NewReader(read), os.Stdin)
	}
	process.Seal()
	Debug(os.Getenv("DOCKERCFG_DEBUG"), os.Stderr)
	// A broken pipe then is a failed write, and so a failed exit.
	signal.Ignore(syscall.SIGPIPE)
	limit, badLimit := Limit(os.Getenv("DOCKERCFG_TIMEOUT"), runFor)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()

	r := &run{program: program{name: name, helper: helper, in: in, limit: badLimit}, finished: make(chan struct{})}
	r.waiting = func(late error) func() { return r.awaitInput(min(inputFor, limit), late) }
	ctx = process.WithPreparation(ctx, func() {
		_, signals := process.Signals(context.Background())
		go r.obey(signals, cancel)
	})
	time.AfterFunc(limit+lateFor, func() {
		r.end(fault.New(fault.Timeout,
			"no answer within %s: try again, or set DOCKERCFG_TIMEOUT to wait longer", limit))
	})
	time.AfterFunc(limit+2*lateFor, func() { os.Exit(1) }) // if nothing reads the answer

	answer := r.answer(ctx, os.Args[1:])
	if r.claim() {
		os.Exit(answer.deliver(name))
	}
	close(r.finished)
	select {}
}

// run is one run of a program. Several goroutines may try to answer it.
type run struct {
	program
	claimed  atomic.Bool
	finished chan struct{} // closed when an answer was too late
}

func (r *run) claim() bool { return r.claimed.CompareAndSwap(false, true) }

// end answers with err, instead of the work in progress.
func (r *run) end(err error) {
	if r.claim() {
		os.Exit(r.failed(err).deliver(r.name))
	}
}

// awaitInput ends the run with late if the request does not arrive within patience. The
// function that it returns stops the timer.
func (r *run) awaitInput(patience time.Duration, late error) func() {
	if late == nil {
		late = fault.New(fault.Input, "standard input did not end within %s: close it after the request", patience)
	}
	timer := time.AfterFunc(patience, func() { r.end(late) })
	return func() { timer.Stop() }
}

// obey ends the run after a signal. The work in progress cleans up first; its answer is
// not sent.
func (r *run) obey(signals <-chan os.Signal, cancel func()) {
	s := <-signals
	if r.claim() {
		cancel()
		select {
		case <-r.finished:
		case <-time.After(clearFor):
		}
	}
	process.Die(s)
}

// Limit parses a duration such as "45s", and returns fallback if text is "".
func Limit(text string, fallback time.Duration) (time.Duration, error) {
	if text == "" {
		return fallback, nil
	}
	limit, err := time.ParseDuration(text)
	if err != nil || limit <= 0 {
		return fallback, fault.New(fault.Config,
			`DOCKERCFG_TIMEOUT is not a duration such as "45s": set it to one, or unset it`)
	}
	return limit, nil
}
