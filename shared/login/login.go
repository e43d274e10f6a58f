// Package login puts explicit logins before what a helper has by itself: after
// `docker login` to a registry of the helper's, that login answers until `docker
// logout`, whatever else is configured.
//
//	Get ── ours? ── no ──► not found, and nothing else is looked at
//	         │
//	       keeper: a login? ── yes ──► answered
//	         │
//	       the helper's own sources
//
// The login itself is kept by another program, which shared/keeper chooses and
// starts, so that a helper links no store.
package login

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/keeper"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Own is what a helper has beside explicit logins.
type Own interface {
	// Ours tells whether a registry is the helper's. Of others, nothing is asked.
	Ours(name registry.Name) bool
	// Protocol is the helper without logins. Its Erase drops what can be made
	// again; its Store is not used.
	Protocol() protocol.Helper
}

// Main serves one request of a helper; short is its name in credHelpers.
func Main(short string, own Own) { Serve(short, own, nil) }

// Serve is Main for a request of which a part was read already (shared/warm).
func Serve(short string, own Own, read []byte) {
	protocol.Serve("docker-credential-"+short, Over(short, own), read)
}

// Guards is minting.Provider.Guards of a helper whose logins come first; short is its
// name in credHelpers.
func Guards(short string) func(*inputs.Recorder, registry.Name) bool {
	return func(in *inputs.Recorder, name registry.Name) bool { return keeper.Silence(short, in, name) }
}

// Over is the helper with explicit logins before it.
func Over(short string, own Own) protocol.Helper {
	o := over{short, own.Ours, own.Protocol()}
	if o.own.Explain == nil {
		o.own.Explain = o.own.Get
	}
	return protocol.Helper{
		About: o.own.About, Get: o.get, Explain: o.explain, Answer: o.answer, List: o.own.List, Store: o.store, Erase: o.erase,
		Keeps: protocol.Logins,
	}
}

type over struct {
	short string
	ours  func(registry.Name) bool
	own   protocol.Helper
}

// get answers from an explicit login, else from the helper's own sources.
func (o over) get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	return o.ask(ctx, name, o.own.Get)
}

// answer is get, with what there is to say of the one that answers.
func (o over) answer(ctx context.Context, name registry.Name) (credential.Credential, error) {
	return o.ask(ctx, name, o.own.GetAndExplain)
}

// ask looks for an explicit login, and else asks own.
func (o over) ask(ctx context.Context, name registry.Name, own func(context.Context, registry.Name) (credential.Credential, error)) (credential.Credential, error) {
	if !o.ours(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	if kept, err := keeper.For(o.short).Get(ctx, name); !errors.Is(err, fault.ErrNotFound) {
		return kept, err
	}
	return own(ctx, name)
}

// explain is get without starting the keeper: where only it can tell, that is said.
func (o over) explain(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if !o.ours(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	k := keeper.For(o.short)
	if kept, known, err := k.Explain(name); known || err != nil {
		return kept, err
	}
	c, err := o.own.Explain(ctx, name)
	if err == nil && !k.Silent(name) {
		c.Source += ", unless there is a " + k.Source() + ", which was not asked"
	}
	return c, err
}

// store hands a login to the keeper.
func (o over) store(ctx context.Context, name registry.Name, c credential.Credential) error {
	if !o.ours(name) {
		return fault.New(fault.Input, "nothing gives this registry to this helper, so its login would never be used: name it in a variable or a rule of config.toml, or name another helper for it in credHelpers")
	}
	return keeper.For(o.short).Store(ctx, name, c)
}

// erase forgets a login, and what was made for the registry.
func (o over) erase(ctx context.Context, name registry.Name) error {
	if !o.ours(name) {
		return fault.ErrNotFound // another helper's login is not ours to forget
	}
	if o.own.Erase != nil {
		if err := o.own.Erase(ctx, name); err != nil {
			return err
		}
	}
	return keeper.For(o.short).Erase(ctx, name)
}
