package protocol

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/process"
)

const (
	runFor   = 30 * time.Second       // the whole run, DOCKERCFG_TIMEOUT overrides it
	lateFor  = 500 * time.Millisecond // for an answer that the deadline itself caused
	clearFor = 2 * time.Second        // for temporary files and children after a signal
)

// Main serves one request as the program called name, and exits.
func Main(name string, helper Helper) {
	process.Seal()
	Debug(os.Getenv("DOCKERCFG_DEBUG"), os.Stderr)
	ctx, signals := process.Signals(context.Background())
	limit, badLimit := Limit(os.Getenv("DOCKERCFG_TIMEOUT"), runFor)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()

	p := program{name: name, helper: helper, in: os.Stdin}
	answered := make(chan reply, 1)
	go func() {
		if badLimit != nil && len(os.Args) == 2 && (os.Args[1] == "get" || os.Args[1] == "store") {
			answered <- p.failed(badLimit)
			return
		}
		answered <- p.answer(ctx, os.Args[1:])
	}()

	delivered := make(chan int, 1)
	go func() {
		select {
		case r := <-answered:
			if errors.Is(ctx.Err(), context.Canceled) { // by a signal
				answered <- r
				return
			}
			delivered <- r.deliver(name)
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				delivered <- p.late(answered, limit).deliver(name)
			}
		}
	}()

	select {
	case code := <-delivered:
		os.Exit(code)
	case s := <-signals:
		select { // what was begun clears up after itself; its answer is not sent
		case <-answered:
		case <-time.After(clearFor):
		}
		process.Die(s)
	case <-time.After(limit + 2*lateFor): // the reader does not drain
		os.Exit(1)
	}
}

// late is the answer after the deadline. A helper that minds its context gives
// a better text than ours within a moment; one that does not is left behind.
func (p program) late(answered <-chan reply, limit time.Duration) reply {
	select {
	case r := <-answered:
		return r
	case <-time.After(lateFor):
		return p.failed(fault.New(fault.Timeout, "no answer within %s: try again, or set DOCKERCFG_TIMEOUT to wait longer", limit))
	}
}

// Limit reads a duration such as "45s"; fallback where text is "".
func Limit(text string, fallback time.Duration) (time.Duration, error) {
	if text == "" {
		return fallback, nil
	}
	limit, err := time.ParseDuration(text)
	if err != nil || limit <= 0 {
		return fallback, fault.New(fault.Config, `DOCKERCFG_TIMEOUT is no duration: set it to one such as "45s", or unset it`)
	}
	return limit, nil
}
