// Package process handles the parts of a process that matter for programs with secrets:
// it writes no core file, it exits from a signal only after its temporary files and child
// processes are gone, and an answer that could not be written is an error. The helpers
// and the converter use it.
package process

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// Signals cancels the returned context when a signal asks the process to exit; the signal
// is then sent to the channel. A signal that was ignored when the process started (nohup)
// stays ignored. A broken pipe becomes a failed write instead of a signal, so that
// clean-up runs.
func Signals(parent context.Context) (context.Context, <-chan os.Signal) {
	received := make(chan os.Signal, 4)
	wanted := []os.Signal{}
	for _, s := range endings {
		if !signal.Ignored(s) {
			wanted = append(wanted, s)
		}
	}
	if len(wanted) > 0 { // without signals, Notify would register all of them
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

// WithPreparation returns a context for Prepare. The first call of Prepare calls start.
func WithPreparation(ctx context.Context, start func()) context.Context {
	return context.WithValue(ctx, prepareKey{}, sync.OnceFunc(start))
}

// Prepare must be called before creating something that has to be removed after a signal:
// a temporary file, a child process. Until then a signal may end the process at once.
// That saves a short run the goroutine that waits for signals, which is a third of the
// cost of a `get` from a variable.
func Prepare(ctx context.Context) {
	if start, ok := ctx.Value(prepareKey{}).(func()); ok {
		start()
	}
}
