// Package minting is the frame of a helper that exchanges an identity for a
// token. The helper supplies three things: does this registry belong to me, which
// identity would be used (offline), and mint. The cache, the lock around a mint,
// and the answers of list, erase, store and explain are the frame's.
//
//	Get ── Match, or claimed by a rule? ── no ──► not found
//	         │
//	      Source (offline) ──► static, or in the cache and fresh ──► answered
//	         │                                         aging ──► a new one is tried for
//	         ▼
//	      lock of the key ── held by another ──► wait: for its token, its failure,
//	         │                                   or half of the deadline
//	      look again ──► Mint under the run's deadline ──► write ──► answered
//
// The cut is this way because the cache is where such helpers fail: keyed by
// what only a request can tell, rewritten as one file by two processes at once,
// served past its end. Nothing of that is left to a provider. A fault of the
// cache never fails a get: the token is minted, used and not kept.
package minting

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Mint makes a token for a registry that matches, with the identity that the
// provider's Source found. Expires is the token's end, zero where nobody knows
// it: then it is used once. fault.ErrNotFound means that nothing is configured,
// for a registry that also serves anonymous pulls.
type Mint func(ctx context.Context, name registry.Name, r rule.Rule) (credential.Credential, error)

// Main serves one request. read is what the warm path read and could not answer.
func Main(provider warm.Provider, username string, mint Mint, read []byte) {
	protocol.Serve(provider.Name, New(provider, username, mint).Protocol(), io.MultiReader(bytes.NewReader(read), os.Stdin))
}

// New is a provider behind the protocol; username is that of its tokens.
func New(provider warm.Provider, username string, mint Mint) Helper {
	return Helper{provider, username, mint}
}

// Helper answers for a provider's registries.
type Helper struct {
	warm.Provider
	username string // of every token, for explain
	mint     Mint
}

// Protocol is the helper for shared/protocol.
func (h Helper) Protocol() protocol.Helper {
	return protocol.Helper{Get: h.Get, Explain: h.Explain, List: h.List, Store: h.Store, Erase: h.Forget, Keeps: protocol.Tokens}
}

// Get answers from the cache or mints. A rule may take a failure for "not found",
// so that an ended login does not stop the pull of a public image.
func (h Helper) Get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	f, err := h.find(name)
	if err != nil {
		return credential.Credential{}, f.anyway(err)
	}
	cache := openCache(ctx, h.Cache)
	switch {
	case f.source.None:
		cache.keepRule(h.Name, f)
		return credential.Credential{}, fault.ErrNotFound
	case f.source.Static.Secret != "":
		cache.keepRule(h.Name, f)
		return static(f.source), nil
	}
	kept, state := cache.load(ctx, f.key)
	if state == tokencache.Fresh {
		cache.keepRule(h.Name, f)
		return credentialOf(kept), nil
	}
	r := &refresh{Helper: h, cache: cache, found: f, aging: state == tokencache.Aging, began: time.Now()}
	minted, err := r.run(ctx)
	if err != nil && state == tokencache.Aging && kept.State(time.Now()) != tokencache.Spent {
		if errors.Is(err, errBusy) {
			return credentialOf(kept), nil
		}
		protocol.Warn(ctx, "the token of an earlier run is used until %s, since a new one failed: %s", kept.Expires.UTC().Format(time.RFC3339), fault.Line(err))
		return credentialOf(kept), nil
	}
	return minted, f.anyway(err)
}

// static is a credential that is there as it stands. One that says when it ends, or
// that ends with the job, is not long-lived.
func static(source tokencache.Source) credential.Credential {
	c := credential.Credential{
		Username: source.Static.Username, Secret: credential.Secret(source.Static.Secret),
		Kind: credential.Static, Source: source.Words,
	}
	expires, ends := c.Secret.Expiry()
	if ends || source.Static.Ends {
		c.Kind, c.Expires = credential.Exchanged, expires
	}
	return c
}

func credentialOf(r tokencache.Record) credential.Credential {
	return credential.Credential{
		Username: r.Username, Secret: credential.Secret(r.Secret), Kind: credential.Exchanged,
		Expires: r.Expires, Source: r.Words, Cached: true,
	}
}

// Explain tells what Get would use: no request, no program.
func (h Helper) Explain(ctx context.Context, name registry.Name) (credential.Credential, error) {
	f, err := h.find(name)
	if err != nil {
		return credential.Credential{}, err
	}
	if f.source.None {
		return credential.Credential{}, fault.ErrNotFound
	}
	c := credential.Credential{Username: cmp.Or(f.source.Username, h.username), Kind: credential.Exchanged}
	if f.source.Static.Secret != "" {
		c = static(f.source)
	} else if kept, state := openCache(ctx, h.Cache).load(ctx, f.key); state != tokencache.Spent {
		c = credentialOf(kept)
	}
	c.Source, c.Ambient, c.Configured = f.source.Words, f.source.Ambient, f.source.Ambient && f.source.Configured
	if f.rule.Found {
		c.Source += ", by the " + f.rule.Words()
	}
	return c, nil
}

// Ours tells whether a registry is the helper's, by its name or by a rule.
func (h Helper) Ours(name registry.Name) bool {
	_, err := h.find(name)
	return !errors.Is(err, fault.ErrNotFound)
}

// Store accepts a login that is not needed and keeps nothing of it. Without an
// identity "Login Succeeded" would be followed by an anonymous pull.
func (h Helper) Store(ctx context.Context, name registry.Name, _ credential.Credential) error {
	f, err := h.find(name)
	switch {
	case errors.Is(err, fault.ErrNotFound):
		return fault.New(fault.Input, "this registry is not of this helper, so its login would never be used: name another helper for it in credHelpers")
	case err != nil:
		return err
	case !f.source.Configured:
		return fault.New(fault.NoIdentity, "this helper keeps no logins, and no identity is configured for this registry: configure one, or name another helper for it in credHelpers")
	}
	protocol.Warn(ctx, "nothing was kept: this registry is served by the %s", f.source.Words)
	return nil
}

// Forget drops the registry's tokens, of every identity.
func (h Helper) Forget(ctx context.Context, name registry.Name) error {
	if !h.Ours(name) {
		return fault.New(fault.Input, "this registry is not of this helper: there is nothing to erase")
	}
	return openCache(ctx, h.Cache).forget(tokencache.Key{Helper: h.Name, Registry: name.Registry()})
}
