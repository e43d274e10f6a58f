// Package minting is the frame of a helper that exchanges an identity for a token.
// The helper supplies four things: which registries are its own, which variables
// can decide, who would be used (Identify), and the exchange (Mint). The cache, the
// lock around a mint, and the answers of list, erase, store and explain are the
// frame's.
//
//	Get ── kept, fresh, its inputs as they were? ── yes ──► answered
//	         │
//	      Identify, its files noted ──► not ours, none, static ──► answered
//	         │
//	      lock of the entry ── held by another ──► wait: for its token, its result,
//	         │                                     or half of the deadline
//	      look again ──► Retrieve ──► files as they were noted? ── no ──► Identify again,
//	         │                              │                       three rounds at most
//	         │                            Mint under the run's deadline
//	         ▼                              │
//	      files still as they were? ── yes ─┴─► kept with them; else used once
//
// The cut is this way because the cache is where such helpers fail: a key that
// models what the cloud's library resolves, and models it wrongly somewhere; a file
// rewritten by two processes at once; a token served after its end. Nothing of that
// is left to a provider, and who is used is resolved once, by the cloud's own
// library. A fault of the cache never fails a get: the token is minted, used and
// not kept.
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

// Provider is one cloud. I is what Identify hands on to Mint, so that nothing is
// looked for twice.
type Provider[I any] struct {
	warm.Provider
	About string // protocol.Helper.About
	// Claims tells whether a file gives the provider a registry that Match does not
	// know; nil for none. What it reads, it reads through in.
	Claims func(in *inputs.Recorder, name registry.Name) bool
	// Identify resolves who would be used for a registry of the provider's, as a rule
	// has it: no request, no program. Every file that it or Retrieve or Mint reads is
	// noted in in before it is read. Its errors are best *fault.Error; others are
	// errors of the configuration.
	Identify func(ctx context.Context, in *inputs.Recorder, name registry.Name, r userconfig.Rule) (I, identity.Identity, error)
	// Pod is Identify for a request of the kubelet's with a pod's token: the pod alone is
	// who is used, and its role or client comes from the service account's annotations or
	// from the rule, else it is an error. nil for a provider that has no use for the token.
	Pod func(
		ctx context.Context, in *inputs.Recorder, name registry.Name, r userconfig.Rule, pod kubelet.Request,
	) (I, identity.Identity, error)
	// Retrieve gets what Mint exchanges, where that takes a request, a program or a
	// file that is rewritten meanwhile; nil where it takes none. proof is what another
	// program gave, for an identity that is kept ByProgram.
	Retrieve func(ctx context.Context, id I) (proof string, err error)
	// Mint makes a token. Expires is the token's end, zero where it is not known: then
	// it is used once. fault.ErrNotFound means that nothing is configured, for a
	// registry that also serves anonymous pulls. It is nil where every credential is
	// there as it is.
	Mint func(ctx context.Context, id I) (credential.Credential, error)
	// Guards tells whether no explicit login comes first, and notes the files that
	// this was seen in; nil for a provider without logins (shared/logins).
	Guards func(in *inputs.Recorder, name registry.Name) bool
}

// Main serves one request. read is what the fast path read and could not answer.
func Main[I any](p Provider[I], read []byte) {
	protocol.Serve(p.Name, New(p).Protocol(), read)
}

// New is a provider behind the protocol.
func New[I any](p Provider[I]) Helper {
	return Helper{
		Provider: p.Provider, about: p.About, claims: p.Claims, guards: p.Guards, identify: p.identified, pod: p.forPods(),
	}
}

// identified is Identify for the frame, which does not know I.
func (p Provider[I]) identified(ctx context.Context, in *inputs.Recorder, name registry.Name, r userconfig.Rule) (chosen, error) {
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

// identifying is Identify, or Pod, without I.
type identifying = func(context.Context, *inputs.Recorder, registry.Name, userconfig.Rule) (chosen, error)

// chosen is an identity with the ways to a token.
type chosen struct {
	identity.Identity
	retrieve func(context.Context) (string, error)
	mint     func(context.Context) (credential.Credential, error)
}

// Helper answers for a provider's registries.
type Helper struct {
	warm.Provider
	about    string
	claims   func(*inputs.Recorder, registry.Name) bool
	guards   func(*inputs.Recorder, registry.Name) bool
	identify identifying
	pod      func(kubelet.Request) identifying
}

// Protocol is the helper for shared/protocol.
func (h Helper) Protocol() protocol.Helper {
	own := protocol.Helper{
		About: h.about, Get: h.Get, Explain: h.Explain, List: h.List, Store: h.Store, Erase: h.Forget, Keeps: protocol.Tokens,
		Wide: h.wide,
	}
	if h.pod != nil {
		own.Pod = h.Pod
	}
	return own
}

// Get answers from the cache or mints. A rule may take a failure for "not found",
// so that an expired login does not stop the pull of a public image.
func (h Helper) Get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	r := &refresh{Helper: h, name: name, began: time.Now(), cache: openCache(ctx, h.Provider, os.Environ(), name)}
	kept, state := r.cache.Find(ctx)
	switch {
	case state == tokencache.Expired, kept.Proof != "":
	case kept.Foreign():
		return credential.Credential{}, fault.ErrNotFound
	case state == tokencache.Fresh:
		return credentialOf(kept), nil
	default:
		r.aging = &kept
	}
	minted, err := r.run(ctx)
	if err != nil && r.aging != nil && r.aging.State(time.Now()) != tokencache.Expired {
		if !errors.Is(err, errBusy) {
			protocol.Warn(ctx, "the token of an earlier run is used until %s, since a new one failed: %s", r.aging.Expires.UTC().Format(time.RFC3339), fault.Line(err))
		}
		return credentialOf(*r.aging), nil
	}
	return minted, r.found.rule.applyOnFailure(err)
}

// static is a credential that is there as it is. One that says when it ends, or
// that ends with the job, is not long-lived.
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
		Username: e.Username, Secret: credential.Secret(e.Secret), Kind: credential.Exchanged, Expires: e.Expires, Cached: true,
		Source: e.Source, Ambient: e.Traits.Ambient, Configured: e.Traits.Configured, Program: e.Traits.Program,
	}
}

// Explain tells what Get would use: no request, no program.
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
	} else if kept, state := openCache(ctx, h.Provider, environ, name).Find(ctx); state != tokencache.Expired && kept.Proof == "" && !kept.Foreign() {
		c = credentialOf(kept)
	}
	c.Source = ""
	return f.explained(c), nil
}

// Ours tells whether a registry is the helper's, by its name or by a rule.
func (h Helper) Ours(name registry.Name) bool {
	file, _ := userconfig.Load(os.Getenv, &inputs.Recorder{})
	return h.ours(file, nil, name)
}

// Store accepts a login that is not needed and keeps nothing of it. Without an
// identity "Login Succeeded" would be followed by an anonymous pull.
func (h Helper) Store(ctx context.Context, name registry.Name, _ credential.Credential) error {
	f, err := h.find(ctx, &inputs.Recorder{}, name)
	switch {
	case errors.Is(err, fault.ErrNotFound):
		return fault.New(fault.Input, "this helper does not serve this registry, so the login would never be used: choose another helper in credHelpers")
	case err != nil:
		return err
	case !f.Configured:
		return fault.New(fault.NoIdentity, "this helper does not store logins, and no identity is configured for this registry: configure one, or choose another helper in credHelpers")
	}
	protocol.Warn(ctx, "the login was not stored: this registry is served by the %s", f.Label)
	return nil
}

// Forget drops the registry's tokens, of every identity.
func (h Helper) Forget(ctx context.Context, name registry.Name) error {
	if !h.Ours(name) {
		return fault.New(fault.Input, "this helper does not serve this registry, so there is nothing to erase")
	}
	return openCache(ctx, h.Provider, os.Environ(), name).Forget(tokencache.Group(h.Name, name.Registry()))
}
