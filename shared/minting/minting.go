// Package minting implements a helper that exchanges an identity for a token. The helper
// supplies which registries it serves, which variables matter, which identity is used
// (Identify), and the exchange (Mint). This package supplies the cache, the lock around a
// mint, and the answers of list, erase, store and explain.
//
//	Get ── cached, fresh, inputs unchanged? ── yes ──► answered
//	         │
//	      Identify, which notes its files ──► not ours, none, static ──► answered
//	         │
//	      lock of the entry ── held by another ──► wait: for its token, its result,
//	         │                                     or half of the deadline
//	      look again ──► Retrieve ──► files unchanged? ── no ──► Identify again,
//	         │                              │                at most three rounds
//	         │                            Mint under the run's deadline
//	         ▼                              │
//	      files still unchanged? ── yes ────┴─► cached with them; else used once
//
// The reason for this division is that the cache is where such helpers fail: a key that
// models what the cloud's library resolves, and is wrong in some case; a file that two
// processes write at the same time; a token that is used after it has expired. So no
// provider implements any of that, and the identity is resolved once, by the cloud's own
// library. A fault of the cache never fails a get: the token is minted and used, but not
// cached.
package minting

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/kubelet"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/userconfig"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Provider is one cloud. I is the value that Identify passes on to Mint, so that nothing
// is looked up twice.
type Provider[I any] struct {
	warm.Provider
	About string // see protocol.Helper
	// Claims reports whether a file assigns a registry to the provider that Match does
	// not know; nil if the provider has no such file. It reads files through in.
	Claims func(in *inputs.Recorder, name registry.Name) bool
	// Identify resolves the identity for a registry of the provider, under a rule,
	// without a request or another program. It notes every file that it, Retrieve or Mint
	// reads in in before the file is read. It should return *fault.Error; other errors
	// count as configuration errors.
	Identify func(
		ctx context.Context, in *inputs.Recorder, name registry.Name, r userconfig.Rule,
	) (I, identity.Identity, error)
	// Pod is Identify for a request of the kubelet with a pod's token. Only the pod's
	// identity is used; its role or client comes from the service account's annotations
	// or from the rule, and it is an error if neither has one. Pod is nil for a provider
	// that cannot use the token.
	Pod func(
		ctx context.Context, in *inputs.Recorder, name registry.Name, r userconfig.Rule, pod kubelet.Request,
	) (I, identity.Identity, error)
	// Retrieve fetches what Mint exchanges, if that takes a request, a program or a file
	// that may be rewritten meanwhile; otherwise it is nil. proof is the output of
	// another program, for an identity with Keeping ByProgram.
	Retrieve func(ctx context.Context, id I) (proof string, err error)
	// Mint requests a token. Expires is zero if the token's expiry time is not known;
	// such a token is used once. fault.ErrNotFound means that nothing is configured, for
	// a registry that also serves anonymous pulls. Mint is nil if every credential is
	// static.
	Mint func(ctx context.Context, id I) (credential.Credential, error)
	// Guards reports whether no explicit login takes precedence, and notes the files that
	// prove it; nil for a provider without logins (shared/logins).
	Guards func(in *inputs.Recorder, name registry.Name) bool
}

// Main serves one request. read is what the fast path read but could not answer.
func Main[I any](p Provider[I], read []byte) {
	protocol.Serve(p.Name, New(p).Protocol(), read)
}

// New returns the helper of a provider.
func New[I any](p Provider[I]) Helper {
	return Helper{
		Provider: p.Provider, about: p.About, claims: p.Claims, guards: p.Guards,
		identify: p.identified, pod: p.forPods(),
	}
}

// identified calls Identify and hides the type I.
func (p Provider[I]) identified(
	ctx context.Context, in *inputs.Recorder, name registry.Name, r userconfig.Rule,
) (chosen, error) {
	id, who, err := p.Identify(ctx, in, name, r)
	return p.chosen(id, who), err
}

func (p Provider[I]) chosen(id I, who identity.Identity) chosen {
	c := chosen{Identity: who}
	if p.Retrieve != nil {
		c.retrieve = func(ctx context.Context) (string, error) { return p.Retrieve(ctx, id) }
	}
	if p.Mint != nil {
		c.mint = func(ctx context.Context) (credential.Credential, error) { return p.Mint(ctx, id) }
	}
	return c
}

// identifying is Identify, or Pod, without the type I.
type identifying = func(context.Context, *inputs.Recorder, registry.Name, userconfig.Rule) (chosen, error)

// chosen is an identity with the functions that request its token.
type chosen struct {
	identity.Identity
	retrieve func(context.Context) (string, error)
	mint     func(context.Context) (credential.Credential, error)
}

// Helper answers for the registries of a provider.
type Helper struct {
	warm.Provider
	about    string
	claims   func(*inputs.Recorder, registry.Name) bool
	guards   func(*inputs.Recorder, registry.Name) bool
	identify identifying
	pod      func(kubelet.Request) identifying
}

// Protocol returns the helper for shared/protocol.
func (h Helper) Protocol() protocol.Helper {
	own := protocol.Helper{
		About: h.about, Get: h.Get, Explain: h.Explain, List: h.List, Store: h.Store, Erase: h.Forget,
		Keeps: protocol.Tokens, Wide: h.wide,
	}
	if h.pod != nil {
		own.Pod = h.Pod
	}
	return own
}

// Get answers from the cache or mints a token. A rule may turn a failure into "not
// found", so that an expired login does not stop the pull of a public image.
func (h Helper) Get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	r := &refresh{Helper: h, name: name, began: time.Now(), cache: openCache(ctx, h.Provider, os.Environ(), name)}
	cached, state := r.cache.Find(ctx)
	switch {
	case state == tokencache.Expired, cached.Proof != "":
	case cached.Foreign():
		return credential.Credential{}, fault.ErrNotFound
	case state == tokencache.Fresh:
		return credentialOf(cached), nil
	default:
		r.stale = &cached
	}
	minted, err := r.run(ctx)
	if err != nil && r.stale != nil && r.stale.State(time.Now()) != tokencache.Expired {
		if !errors.Is(err, errBusy) {
			protocol.Warn(ctx, "the token of an earlier run is used until %s, since no new one could be requested: %s",
				r.stale.Expires.UTC().Format(time.RFC3339), fault.Line(err))
		}
		return credentialOf(*r.stale), nil
	}
	return minted, r.found.rule.applyOnFailure(err)
}

// static returns a static credential. If it has an expiry time, or expires with the job,
// it is not long-lived.
func static(who identity.Identity) credential.Credential {
	c := credential.Credential{
		Username: who.Static.Username, Secret: credential.Secret(who.Static.Secret),
		Kind: credential.Static, Source: who.Label,
	}
	expires, ends := c.Secret.Expiry()
	if ends || who.Static.Ends {
		c.Kind, c.Expires = credential.Exchanged, expires
	}
	return c
}

func credentialOf(e tokencache.Entry) credential.Credential {
	return credential.Credential{
		Username: e.Username, Secret: credential.Secret(e.Secret), Kind: credential.Exchanged, Expires: e.Expires,
		Cached: true, Source: e.Source,
		Ambient: e.Traits.Ambient, Configured: e.Traits.Configured, Program: e.Traits.Program,
	}
}

// Explain describes what Get would use, without a request or another program.
func (h Helper) Explain(ctx context.Context, name registry.Name) (credential.Credential, error) {
	environ := os.Environ() // before the provider prepares variables for its library
	f, err := h.find(ctx, &inputs.Recorder{}, name)
	if err != nil {
		return credential.Credential{}, err
	}
	if f.None {
		return credential.Credential{}, fault.ErrNotFound
	}
	c := credential.Credential{Username: f.Username, Kind: credential.Exchanged}
	if f.Static.Secret != "" {
		c = static(f.Identity)
	} else {
		cached, state := openCache(ctx, h.Provider, environ, name).Find(ctx)
		if state != tokencache.Expired && cached.Proof == "" && !cached.Foreign() {
			c = credentialOf(cached)
		}
	}
	c.Source = ""
	return f.explained(c), nil
}

// Ours reports whether a registry belongs to the helper, by its name or by a rule.
func (h Helper) Ours(name registry.Name) bool {
	file, _ := userconfig.Load(os.Getenv, &inputs.Recorder{})
	return h.ours(file, nil, name)
}

// Store accepts a login that is not needed, without storing it. It fails if no identity
// is configured: otherwise "Login Succeeded" would be followed by an anonymous pull.
func (h Helper) Store(ctx context.Context, name registry.Name, _ credential.Credential) error {
	f, err := h.find(ctx, &inputs.Recorder{}, name)
	switch {
	case errors.Is(err, fault.ErrNotFound):
		return fault.New(fault.Input, "this helper does not serve this registry, so the login would never be used: "+
			"choose another helper in credHelpers")
	case err != nil:
		return err
	case !f.Configured:
		return fault.New(fault.NoIdentity, "this helper does not store logins, "+
			"and no identity is configured for this registry: configure one, or choose another helper in credHelpers")
	}
	protocol.Warn(ctx, "the login was not stored: this registry is served by the %s", f.Label)
	return nil
}

// Forget removes the registry's tokens, for all identities.
func (h Helper) Forget(ctx context.Context, name registry.Name) error {
	if !h.Ours(name) {
		return fault.New(fault.Input, "this helper does not serve this registry, so there is nothing to erase")
	}
	return openCache(ctx, h.Provider, os.Environ(), name).Forget(tokencache.Group(h.Name, name.Registry()))
}
