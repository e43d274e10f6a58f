// Credhelper-conformance checks whether a Docker credential helper keeps the protocol.
//
//	credhelper-conformance ./docker-credential-x
//	credhelper-conformance --profile storing docker-credential-pass
//	credhelper-conformance --profile minting --host gcr.io docker-credential-gcr
//
// It starts the program as a client does, and knows nothing of it but what it answers.
// PROGRAM is a file or a name on PATH. It runs in the environment that it is given, so
// that a store finds its keys and an identity its variables.
//
// Flags:
//
//	--profile   what kind of helper it is:
//	            basic    what holds for every helper (the default)
//	            storing  it keeps logins
//	            minting  it makes tokens out of an identity, for its own registries
//	            caching  it keeps tokens, and its endpoint can be set: nobody's token
//	                     may be served to somebody else. A fake of Amazon ECR on
//	                     loopback takes the place of the real one.
//	--host      a registry for which the helper has a credential in this environment;
//	            without it, what needs one is skipped
//	--format    text, json, tap or markdown
//	--version   prints this program's version
//
// Each item has a number, a sentence and its source. An item that could not be checked
// whole is skipped, with the reason, and is never passed. The program ends with 0 where
// no item failed, with 1 where one did, and with 2 where it was called in a wrong way.
//
// With `--profile storing`, logins are stored for made-up registries below
// credhelper-conformance.example and erased at the end, also after a signal. Without a
// login for Docker Hub in the store, one is put there for a moment. `--profile minting`
// erases the kept token of HOST. No credential of yours is printed.
//
// docs/conformance.md explains the items to authors of helpers.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/pflag"

	"github.com/dockercfg/dockercfg/helpers/credhelper-conformance/conformance"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

const usage = "usage: credhelper-conformance [--profile basic|storing|minting|caching] [--host HOST] " +
	"[--format text|json|tap|markdown] PROGRAM\n"

// run is the program; it gives the exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	options, format, err := parse(args)
	if errors.Is(err, pflag.ErrHelp) {
		_, _ = io.WriteString(out, usage)
		return 0
	}
	if errors.Is(err, errVersion) {
		fmt.Fprintln(out, "credhelper-conformance "+version())
		return 0
	}
	if err != nil {
		fmt.Fprintf(errs, "credhelper-conformance: %v\n%s", err, usage)
		return 2
	}
	results, err := conformance.Run(ctx, options)
	if results == nil && err != nil {
		fmt.Fprintf(errs, "credhelper-conformance: %v\n", err)
		if ctx.Err() != nil {
			return 1
		}
		return 2
	}
	if failed := conformance.Write(out, format, results); failed != nil && err == nil {
		err = fmt.Errorf("writing the report: %w", failed)
	}
	if err != nil {
		fmt.Fprintf(errs, "credhelper-conformance: %v\n", err)
		return 1
	}
	if !conformance.Passed(results) {
		return 1
	}
	return 0
}

var errVersion = errors.New("asked for the version")

// version is that of the module, which the toolchain writes into the program.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	return info.Main.Version
}

func parse(args []string) (o conformance.Options, format string, err error) {
	flags := pflag.NewFlagSet("credhelper-conformance", pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	profile := flags.String("profile", string(conformance.Basic), "")
	flags.StringVar(&o.Host, "host", "", "")
	flags.StringVar(&format, "format", "text", "")
	asksVersion := flags.Bool("version", false, "")
	if err := flags.Parse(args); err != nil {
		return o, format, err
	}
	if *asksVersion {
		return o, format, errVersion
	}
	o.Profile = conformance.Profile(*profile)
	switch {
	case !slices.Contains(conformance.Profiles(), o.Profile):
		return o, format, fmt.Errorf("there is no profile %q", *profile)
	case !slices.Contains(conformance.Formats(), format):
		return o, format, fmt.Errorf("unknown format %q", format)
	case flags.NArg() != 1:
		return o, format, errors.New("name one program")
	case strings.ContainsFunc(o.Host, func(r rune) bool { return r <= ' ' || r > '~' }):
		return o, format, errors.New("the registry in --host is no host")
	}
	o.Program = flags.Arg(0)
	return o, format, nil
}
