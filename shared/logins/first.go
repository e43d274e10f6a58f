// Package logins serves the logins that `docker login` made, for helpers that store
// none themselves.
//
// First puts a login before a helper's own sources: after `docker login` to one of the
// helper's registries, the login answers until `docker logout`, whatever else is
// configured.
//
//	Get ── served by the helper? ── no ──► not found; nothing else is looked at
//	         │
//	       Store: a login? ── yes ──► answered
//	         │
//	       the helper's own sources
//
// Store is the program that keeps logins: the store named by DOCKERCFG_KEEPER or by
// Docker's config, else the platform's, else docker-credential-file. It runs as a child
// process, so that no helper links a store. For docker-credential-file one look into its
// directory (shared/filestore) tells whether it has a login; without one no process starts.
//
// A failure is never reported as "no login":
//
//	Docker's config is missing            no store is named
//	Docker's config cannot be read        an error: it is not known which store has the login
//	a store that is named fails, or       an error
//	cannot be looked into
//	the embedded store fails              an error
//	the platform's store fails, or the    an error if docker recorded a login for this
//	embedded one, which no one named,     registry; otherwise the pull goes on without a
//	cannot be looked into                 login, and a line names the store
package logins

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Own is a helper without logins.
type Own interface {
	// Ours reports whether the helper serves a registry. No source is asked about others.
	Ours(name registry.Name) bool
	// Protocol returns the helper. Its Erase deletes cached tokens; its Store is not used.
	Protocol() protocol.Helper
}

// Main serves one request with logins first; short is the helper's name in credHelpers.
func Main(short string, own Own) { Serve(short, own, nil) }

// Serve is Main for a request whose first bytes were already read (shared/warm).
func Serve(short string, own Own, read []byte) {
	protocol.Serve("docker-credential-"+short, First(short, own), read)
}

// Guards returns minting.Provider.Guards for a helper whose logins come first.
func Guards(short string) func(*inputs.Recorder, registry.Name) bool {
	return func(in *inputs.Recorder, name registry.Name) bool { return NoLogin(short, in, name) }
}

// First returns the helper with logins before its own sources.
func First(short string, own Own) protocol.Helper {
	f := first{short, own.Ours, own.Protocol()}
	if f.own.Explain == nil {
		f.own.Explain = f.own.Get
	}
	return protocol.Helper{
		About: f.own.About, Get: f.get, Explain: f.explain, Answer: f.answer, List: f.own.List,
		Store: f.store, Erase: f.erase, Keeps: protocol.Logins,
	}
}

type first struct {
	short string
	ours  func(registry.Name) bool
	own   protocol.Helper
}

// get answers from a login, or else from the helper's own sources.
func (f first) get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	return f.ask(ctx, name, f.own.Get)
}

// answer is get with the explanation of the credential.
func (f first) answer(ctx context.Context, name registry.Name) (credential.Credential, error) {
	return f.ask(ctx, name, f.own.GetAndExplain)
}

// source answers for a registry.
type source func(context.Context, registry.Name) (credential.Credential, error)

// ask returns the login for the registry, or what own answers.
func (f first) ask(ctx context.Context, name registry.Name, own source) (credential.Credential, error) {
	if !f.ours(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	if kept, err := StoreFor(f.short).Get(ctx, name); !errors.Is(err, fault.ErrNotFound) {
		return kept, err
	}
	return own(ctx, name)
}

// explain is get without starting the store. Where only the store can tell, it says so.
func (f first) explain(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if !f.ours(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	store := StoreFor(f.short)
	if kept, known, err := store.Explain(name); known || err != nil {
		return kept, err
	}
	c, err := f.own.Explain(ctx, name)
	if err == nil && !store.EmptyFor(name) {
		c.Source += ", unless there is a " + store.Label() + ", which was not asked"
	}
	return c, err
}

// store hands a login to the store.
func (f first) store(ctx context.Context, name registry.Name, c credential.Credential) error {
	if !f.ours(name) {
		return fault.New(fault.Input, "this helper is not configured for this registry: "+
			"name the registry in a variable or in a config.toml rule, or choose another helper in credHelpers")
	}
	return StoreFor(f.short).Put(ctx, name, c)
}

// erase deletes a login and the cached tokens of its registry. It tries both, even if one fails.
func (f first) erase(ctx context.Context, name registry.Name) error {
	if !f.ours(name) {
		return fault.ErrNotFound // another helper's login
	}
	var tokens error
	if f.own.Erase != nil {
		tokens = f.own.Erase(ctx, name)
	}
	return Erased(tokens, StoreFor(f.short).Erase(ctx, name))
}

// Erased returns the result of a logout from those of deleting the cached tokens and the login.
// Two failures are one line, since a client shows one. The login is first, since it lives longer.
func Erased(tokens, login error) error {
	failed := func(err error) bool { return err != nil && !errors.Is(err, fault.ErrNotFound) }
	switch {
	case login != nil && !failed(tokens):
		return login
	case !failed(login):
		return tokens
	}
	code := fault.Internal
	var coded *fault.Error
	if errors.As(login, &coded) {
		code = coded.Code
	}
	return fault.New(code, "%s; the cached tokens were not deleted either: %s", fault.Text(login), fault.Text(tokens))
}
