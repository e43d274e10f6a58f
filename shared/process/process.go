// Package process holds what a program that carries secrets owes the system it
// runs on: it leaves no core file, it ends of the signal it was sent and only
// after its temporary files and children are gone, and an answer that could not
// be written is a failed exit. Helpers and the converter share it.
package process

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// Signals cancels the returned context when the process is asked to end. The
// received signal is then on the channel. A signal that was ignored when the
// process started (nohup) stays ignored. A broken pipe is no signal any more
// but a failed write, so that clean-up runs.
func Signals(parent context.Context) (context.Context, <-chan os.Signal) {
	received := make(chan os.Signal, 4)
	wanted := []os.Signal{}
	for _, s := range endings {
		if !signal.Ignored(s) {
			wanted = append(wanted, s)
		}
	}
	if len(wanted) > 0 { // Notify without signals would mean all of them
		signal.Notify(received, wanted...)
	}
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	ctx, cancel := context.WithCancel(parent)
	first := make(chan os.Signal, 1)
	go func() {
		first <- <-received
		cancel()
	}()
	return ctx, first
}

type prepareKey struct{}

// WithPreparation gives a context whose holders call Prepare; start is called
// once, the first time.
func WithPreparation(ctx context.Context, start func()) context.Context {
	return context.WithValue(ctx, prepareKey{}, sync.OnceFunc(start))
}

// Prepare is called before something is made that a signal must not leave
// behind: a temporary file, a child. Until then a signal may end the process at
// once, which spares a short run the goroutine that waits for signals: starting
// it is a third of what a `get` out of a variable costs.
func Prepare(ctx context.Context) {
	if start, ok := ctx.Value(prepareKey{}).(func()); ok {
		start()
	}
}
