// Package protocol implements the server side of Docker's credential-helper protocol: a
// program with one argument, a request on standard input, an answer on standard output,
// and an exit code of 0 or 1.
//
//	stdin ── request.go: bounded, one line, printable ──► registry.Parse
//	                                                          │
//	   answer.go: get store erase list version explain ◄──────┘
//	              answer, registries (for programs of this suite)
//	   kubelet.go: kubelet (shared/kubelet reads and writes it)
//	        │                 │
//	        │            Helper (the provider's part)
//	        ▼
//	   reply{stdout, stderr, code} ── deliver.go: one write, checked ──► client
//
// Main adds one deadline for the whole run, which also covers a standard input that never
// ends, a library that ignores its context and a client that does not read the answer. It
// also handles signals and panics. The reason for this division is that a provider
// supplies one function and no protocol text: every text that a client compares is in
// this package, and an answer is complete in memory before its first byte is written.
//
// The protocol is that of https://github.com/docker/docker-credential-helpers
// (credentials/credentials.go), whose texts are used unchanged. This package does not use
// Serve from there, because Serve has no deadline, joins the lines of a request, and
// prints errors on standard output only.
package protocol

import (
	"context"
	"fmt"
	"slices"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/kubelet"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Helper is what a program does for its registries. Every function except Get may be nil,
// which selects the default answer.
//
// An error wrapping fault.ErrNotFound means "not my registry", "no entry", or "nothing
// configured for a registry that also serves anonymous pulls". Every other error is shown
// to the user. It should be a *fault.Error that says what to do. Each function checks the
// name before it uses the disk, the network or another program.
type Helper struct {
	// About describes the program, as the rest of a sentence that starts with its name.
	About string

	// Get returns the credential of a registry.
	Get func(ctx context.Context, name registry.Name) (credential.Credential, error)

	// Explain returns what Get would answer, without the secret, a request or another
	// program. It leaves fields empty that it cannot determine that way. If it is nil,
	// Get makes no request and is called instead.
	Explain func(ctx context.Context, name registry.Name) (credential.Credential, error)

	// Answer is Get that also fills in the fields of Explain for the credential. If it is
	// nil, Get is called, and Explain too if Get sets no source.
	Answer func(ctx context.Context, name registry.Name) (credential.Credential, error)

	// List returns the registries that Get would answer for, each server URL with its
	// user name, without network or prompt. If it is nil, the list is empty.
	List func(ctx context.Context) (map[string]string, error)

	// Store receives the login of `docker login`. It stores the login, or reports that it
	// is not needed. It replaces an entry atomically, and returns when the entry is on
	// disk. An error makes the login fail. If it is nil, every login is refused.
	Store func(ctx context.Context, name registry.Name, c credential.Credential) error

	// Erase removes what is stored for a registry. Keeps says what its errors mean. If it
	// is nil, there is nothing to erase.
	Erase func(ctx context.Context, name registry.Name) error

	// Registries returns the registries of the current identity, for programs of this
	// suite. It may make a request. If it is nil, the program does not have that verb.
	Registries func(ctx context.Context) ([]string, error)

	// Pod returns the credential for an image with the token of the pod that pulls it. It
	// uses neither a cache nor the identity of the node. If it is nil, the helper cannot
	// use such a token.
	Pod func(ctx context.Context, r kubelet.Request) (credential.Credential, error)

	// Wide reports whether Get and Pod return the same credential for every repository of
	// the registry. If it is nil, they may not.
	Wide func(name registry.Name) bool

	// Kubelet answers the kubelet instead of Get and Pod, in a program that passes
	// requests on to helpers. If it is nil, they answer.
	Kubelet func(ctx context.Context, r kubelet.Request) (kubelet.Response, error)

	// Keeps says what Store and Erase work on.
	Keeps Keeping
}

// Keeping is what a helper stores.
type Keeping int

// What a helper stores.
const (
	// Nothing: Get answers from what the user provides, such as variables.
	Nothing Keeping = iota
	// Tokens that the helper has minted and can mint again. Erase deletes them and always
	// succeeds, because otherwise a logout would fail. An error is printed as a line on
	// standard error.
	Tokens
	// Logins that cannot be created again. If Erase fails, the logout fails, but
	// fault.ErrNotFound counts as success. An entry without a user name or without a
	// secret counts as missing.
	Logins
)

type notesKey struct{}

// note is a line for standard error. A plain one is dropped if the answer is "not found".
type note struct {
	text  string
	plain bool
}

// Warn adds one line on standard error to a successful answer, once. If the answer is a
// plain "not found", the line is dropped, since clients interpret it as a failure.
func Warn(ctx context.Context, format string, args ...any) { add(ctx, true, format, args) }

// Tell is Warn for a line that is also printed with "not found": a failure that must not
// look like a missing credential, although pulls of public images can go on.
func Tell(ctx context.Context, format string, args ...any) { add(ctx, false, format, args) }

func add(ctx context.Context, plain bool, format string, args []any) {
	line := note{fmt.Sprintf(format, args...), plain}
	if notes, ok := ctx.Value(notesKey{}).(*[]note); ok && !slices.Contains(*notes, line) {
		*notes = append(*notes, line)
	}
}
