// Package protocol is the serving end of Docker's credential-helper protocol:
// a program with one argument, a request on standard input, an answer on
// standard output and an exit code of 0 or 1.
//
//	stdin ── request.go: bounded, one line, printable ──► registry.Parse
//	                                                          │
//	   answer.go: get store erase list version explain ◄──────┘
//	        │                 │
//	        │            Helper / Keeper (the provider's part)
//	        ▼
//	   reply{stdout, stderr, code} ── deliver.go: one write, checked ──► client
//
// Main stands around it: one deadline for the whole run, which also covers a
// standard input that never ends, a library that ignores its context and a
// reader that never drains; signals; panics. The cut is this way so that a
// provider supplies one function and no wire text: every word that a client
// compares stands in this package, and an answer is complete in memory before
// its first byte is written.
//
// The wire is that of https://github.com/docker/docker-credential-helpers
// (credentials/credentials.go), whose fixed texts are used as they are. It is
// not served by that package's Serve, because Serve has no deadline, joins the
// lines of a request, and prints errors on standard output alone.
package protocol

import (
	"context"
	"fmt"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Helper answers for the registries it knows.
//
// An error wrapping fault.ErrNotFound means "not my registry", "no entry", or
// "nothing configured for a registry that also serves anonymous pulls". Every
// other error reaches the user and is best a *fault.Error, saying what to do.
// Get checks the name before it touches disk, network or another program.
type Helper interface {
	Get(ctx context.Context, name registry.Name) (credential.Credential, error)
}

// Lister is a Helper that can name what it would answer for: each server URL
// with its user name, without network or prompt. A helper that is none lists {}.
type Lister interface {
	List(ctx context.Context) (map[string]string, error)
}

// Keeper is a Helper that keeps what `docker login` hands it.
//
// Store replaces atomically and returns when the entry is on disk. Erase of
// what is not there is an error wrapping fault.ErrNotFound, which clients see as
// success.
type Keeper interface {
	Storer
	Erase(ctx context.Context, name registry.Name) error
}

// Storer is a Helper that takes what `docker login` hands it, be it to keep it,
// be it to say that it needs none: an error fails the login.
type Storer interface {
	Store(ctx context.Context, name registry.Name, c credential.Credential) error
}

// Forgetter is a Helper that keeps no logins but tokens of its own minting. An
// erase drops them and succeeds whatever happens, since a logout fails
// otherwise; what Forget returns becomes a line on standard error.
type Forgetter interface {
	Forget(ctx context.Context, name registry.Name) error
}

// Explainer is a Helper whose Get asks another program or the network. Explain
// tells what Get would answer, without secret, request or program; what cannot
// be known that way is left empty.
type Explainer interface {
	Explain(ctx context.Context, name registry.Name) (credential.Credential, error)
}

type warningsKey struct{}

// Warn adds one line for standard error to an answer that succeeds. On a plain
// "not found" it is dropped, since clients take a line there for a failure.
func Warn(ctx context.Context, format string, args ...any) {
	if lines, ok := ctx.Value(warningsKey{}).(*[]string); ok {
		*lines = append(*lines, fmt.Sprintf(format, args...))
	}
}
