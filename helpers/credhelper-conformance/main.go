// Credhelper-conformance checks whether a Docker credential helper follows the protocol.
//
//	credhelper-conformance ./docker-credential-x
//	credhelper-conformance --profile storing docker-credential-pass
//	credhelper-conformance --profile minting --host gcr.io docker-credential-gcr
//
// It starts the helper as a client does, and checks its answers only. The argument is a
// file or a name on PATH. The helper runs in your environment, so that a store finds its
// keys and a cloud helper its variables.
//
// Flags:
//
//	--profile   the kind of helper:
//	            basic    any helper (the default)
//	            storing  a helper that keeps logins
//	            minting  a helper that creates tokens from an identity, for its own
//	                     registries
//	            caching  a helper that caches tokens, and whose endpoint a variable
//	                     sets: it must never return one identity's token to another.
//	                     A fake of Amazon ECR on loopback replaces the real one.
//	--host      a registry for which the helper has a credential in this environment;
//	            without it, items that need a credential are skipped
//	--erase     allow minting to erase the credential of HOST even if it may be a login
//	            that you have saved; that login is then lost
//	--only      the items to check, such as P4,P20; by default all
//	--format    text, json, tap or markdown
//	--version   print this program's version
//
// Each item has a number, a rule in one sentence, and the rule's source. An item that
// could not be checked completely is skipped, with the reason, and never passes. The exit
// code is 0 if no item failed, 1 if an item failed, and 2 for a usage error.
//
// `--profile storing` stores logins for registries below credhelper-conformance.example
// and erases them at the end, also after a signal. If the store contains no login for
// Docker Hub, one is stored for a moment. `--profile minting` erases the cached token of
// HOST, and a login that the helper keeps for it. So those items are skipped, unless you pass
// --erase, if the helper still lists HOST when the variables with your identity are not set.
// Your credentials are never printed.
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
	"[--erase] [--only ITEM,…] [--format text|json|tap|markdown] PROGRAM\n"

// run runs the program and returns its exit code.
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

// version returns the module's version, which the Go toolchain writes into the program.
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
	flags.BoolVar(&o.Erase, "erase", false, "")
	flags.StringSliceVar(&o.Only, "only", nil, "")
	flags.StringVar(&format, "format", "text", "")
	showVersion := flags.Bool("version", false, "")
	if err := flags.Parse(args); err != nil {
		return o, format, err
	}
	if *showVersion {
		return o, format, errVersion
	}
	o.Profile = conformance.Profile(*profile)
	switch {
	case !slices.Contains(conformance.Profiles(), o.Profile):
		return o, format, fmt.Errorf("unknown profile %q", *profile)
	case !slices.Contains(conformance.Formats(), format):
		return o, format, fmt.Errorf("unknown format %q", format)
	case flags.NArg() != 1:
		return o, format, errors.New("expected one program")
	case strings.ContainsFunc(o.Host, func(r rune) bool { return r <= ' ' || r > '~' }):
		return o, format, errors.New("--host is not a valid registry host")
	}
	o.Program = flags.Arg(0)
	return o, format, known(o)
}

// known returns an error if o.Only contains an ID that its profile does not have.
func known(o conformance.Options) error {
	for _, id := range o.Only {
		if !slices.ContainsFunc(conformance.Items(o.Profile), func(i conformance.Item) bool { return i.ID == id }) {
			return fmt.Errorf("profile %s has no item %q", o.Profile, id)
		}
	}
	return nil
}
