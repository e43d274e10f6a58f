// Package protocol is the serving end of Docker's credential-helper protocol:
// a program with one argument, a request on standard input, an answer on
// standard output and an exit code of 0 or 1.
//
//	stdin ── request.go: bounded, one line, printable ──► registry.Parse
//	                                                          │
//	   answer.go: get store erase list version explain ◄──────┘
//	              answer, registries (for our own programs)
//	   kubelet.go: kubelet (shared/kubelet reads and writes it)
//	        │                 │
//	        │            Helper (the provider's part)
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
	"slices"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/kubelet"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Helper is what a program does for the registries it knows. Every function but
// Get may be nil, which is the default answer.
//
// An error wrapping fault.ErrNotFound means "not my registry", "no entry", or
// "nothing configured for a registry that also serves anonymous pulls". Every
// other error reaches the user and is best a *fault.Error, saying what to do. Each
// function checks the name before it touches disk, network or another program.
type Helper struct {
	// About says what the program does, as a sentence goes on after its name.
	About string

	// Get is the credential of a registry.
	Get func(ctx context.Context, name registry.Name) (credential.Credential, error)

	// Explain tells what Get would answer, without secret, request or program; what
	// cannot be known that way is left empty. nil: Get asks nobody, so it tells.
	Explain func(ctx context.Context, name registry.Name) (credential.Credential, error)

	// Answer is Get that also tells what Explain would, of the credential that it
	// gives. nil: Get, and Explain where Get's source is empty.
	Answer func(ctx context.Context, name registry.Name) (credential.Credential, error)

	// List names what Get would answer for: each server URL with its user name,
	// without network or prompt. nil: nothing.
	List func(ctx context.Context) (map[string]string, error)

	// Store takes what `docker login` hands over, be it to keep it, be it to say
	// that it is not needed. It replaces atomically and returns when the entry is on
	// disk. An error fails the login. nil: every login is refused.
	Store func(ctx context.Context, name registry.Name, c credential.Credential) error

	// Erase removes what is kept of a registry; Keeps says what its errors mean.
	// nil: there is nothing to erase.
	Erase func(ctx context.Context, name registry.Name) error

	// Registries lists the registries of the identity in effect, for programs of this
	// suite; it may ask the provider. nil: the program has no such verb.
	Registries func(ctx context.Context) ([]string, error)

	// Pod is the credential for an image by the token of the pod that pulls it, and by
	// nothing of this machine's: no cache, no identity of the node. nil: the helper has no
	// use for such a token.
	Pod func(ctx context.Context, r kubelet.Request) (credential.Credential, error)

	// Wide tells whether what Get and Pod answer is the same for every repository of the
	// registry. nil: it may not be.
	Wide func(name registry.Name) bool

	// Kubelet answers the kubelet in place of Get and Pod, for a program that passes
	// requests on. nil: they do.
	Kubelet func(ctx context.Context, r kubelet.Request) (kubelet.Response, error)

	// Keeps is what lies behind Store and Erase.
	Keeps Keeping
}

// Keeping is what a helper keeps.
type Keeping int

// What a helper keeps.
const (
	// Nothing: what Get answers is the user's own, such as variables.
	Nothing Keeping = iota
	// Tokens of the helper's own minting, which it can make again. An erase drops
	// them and succeeds whatever happens, since a logout fails otherwise. An error
	// becomes a line on standard error.
	Tokens
	// Logins that nobody can make again. An erase that fails is a failed logout.
	// fault.ErrNotFound is none: clients see success. An entry without a user name
	// or without a secret is no entry.
	Logins
)

type notesKey struct{}

// note is a line for standard error; a plain one is dropped with "not found".
type note struct {
	text  string
	plain bool
}

// Warn adds one line for standard error to an answer that succeeds, once. On a plain
// "not found" it is dropped, since clients take a line there for a failure.
func Warn(ctx context.Context, format string, args ...any) { add(ctx, true, format, args) }

// Tell is Warn that is shown with "not found", too: for a failure that must not be
// taken for the absence of a credential, where only a public image can be pulled all
// the same.
func Tell(ctx context.Context, format string, args ...any) { add(ctx, false, format, args) }

func add(ctx context.Context, plain bool, format string, args []any) {
	line := note{fmt.Sprintf(format, args...), plain}
	if notes, ok := ctx.Value(notesKey{}).(*[]note); ok && !slices.Contains(*notes, line) {
		*notes = append(*notes, line)
	}
}
