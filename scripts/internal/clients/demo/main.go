// Demo shows the main job from end to end: logins that only credential helpers
// know become one static file, and a pull succeeds with that file alone.
//
//	registry.go   a registry on loopback that demands a token
//	accounts.go   the table of registries, and how each login is provided
//	amazon.go     a cloud's endpoint on loopback, for the login that is a token
//	story.go      steps, commands and what they print
//	pull.go       a pull with go-containerregistry
//
// Its argument is a directory that scripts/demo creates, with the programs in bin/. It writes files
// only below that directory.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// runFor is much longer than the demo takes, and prevents it from blocking a CI job.
const runFor = 60 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, runFor)
	defer cancel()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) != 1 || !filepath.IsAbs(args[0]) {
		return errors.New("usage: demo DIRECTORY, an absolute path with the programs in bin/")
	}
	dir, err := filepath.EvalSymlinks(args[0]) // macOS: /var is a link
	if err != nil {
		return err
	}
	accounts := accounts()
	server, err := startRegistry(accounts)
	if err != nil {
		return fmt.Errorf("starting the registry: %w", err)
	}
	defer server.Close()
	s, err := newStory(dir, out, accounts)
	if err != nil {
		return err
	}
	p := puller{transport: server.transport(), pushed: map[string]string{}}
	for _, step := range []func(context.Context, *story, puller) error{
		pushImages, refuseEmpty, refuseWrong, provideLogins, writeConfig, exportStatic, showStatic, pullStatic,
	} {
		if err := step(ctx, s, p); err != nil {
			return fmt.Errorf("step %d: %w", s.steps, err)
		}
	}
	return nil
}
