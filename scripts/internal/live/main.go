// Live tests one provider with the user's identity: a login, a pull, and what a test with a
// fake cannot prove. It prints a report that may be published.
//
//	main.go      the arguments, the exit code
//	rows.go      the tests, in order
//	session.go   one run: programs, a temporary cache, the environment
//	proxy.go     between the programs and the network: counts the connections
//	redact.go    removes what must not be in a report
//	report.go    the report, in Markdown
//	provider.go  the providers, and which part of a registry's host may be shown
//
// It changes no files of the user: tokens go to a temporary cache, and helpers read the Docker
// config only to find a `docker login`.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// runFor is enough for all rows, even if each helper uses its 30 seconds.
const runFor = 15 * time.Minute

const usage = "usage: scripts/live PROVIDER IMAGE, such as: scripts/live ghcr ghcr.io/me/app:latest"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithTimeout(ctx, runFor)
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)
	cancel()
	stop()
	os.Exit(code)
}

// run takes the directory of the programs, the provider and the image. It returns 0 if no row
// failed, 1 if a row failed, and 2 for a usage error.
func run(ctx context.Context, args, environ []string, out, errs io.Writer) int {
	complain := func(code int, format string, a ...any) int {
		fmt.Fprintf(errs, "scripts/live: "+format+"\n", a...)
		return code
	}
	if len(args) != 3 {
		return complain(2, "%s", usage)
	}
	programs, provider, image := args[0], args[1], args[2]
	if !slices.Contains(providers, provider) {
		return complain(2, "there is no provider %q; there are: %s", provider, strings.Join(providers, " "))
	}
	name, err := registry.ParseImage(image)
	if err != nil {
		return complain(2, "%v: name an image that your identity may pull, such as ghcr.io/me/app:latest", err)
	}
	s, err := newSession(programs, provider, image, name, environ)
	if err != nil {
		return complain(1, "%v", err)
	}
	defer s.close()
	results := s.all(ctx, errs)
	if _, err := io.WriteString(out, s.report(results)); err != nil {
		return complain(1, "writing the report: %v", err)
	}
	for _, r := range results {
		if r.state == failed {
			return 1
		}
	}
	return 0
}
