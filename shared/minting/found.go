package minting

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// found is what there is to know of a registry before a request.
type found struct {
	chosen
	rule   applied
	byFile bool // only a file decides whether the registry is ours
	ours   bool
}

// applied is the rule that was found, or none.
type applied struct{ userconfig.Rule }

// find reads the user's rules and resolves the identity; fault.ErrNotFound for a
// registry that is not ours, whatever is wrong with the rules.
func (h Helper) find(ctx context.Context, in *inputs.Recorder, name registry.Name) (found, error) {
	file, err := userconfig.Load(os.Getenv, in)
	return h.findBy(ctx, in, file, err, name)
}

func (h Helper) findBy(ctx context.Context, in *inputs.Recorder, file userconfig.File, err error, name registry.Name) (found, error) {
	f := found{byFile: !h.Match(name), ours: h.ours(file, in, name)}
	if !f.ours {
		return f, fault.ErrNotFound
	}
	if err == nil {
		f.rule.Rule, err = file.For(h.short(), name)
	}
	if err == nil {
		f.chosen, err = h.identify(ctx, in, name, f.rule.Rule)
	}
	var coded *fault.Error
	if err != nil && !errors.As(err, &coded) && !errors.Is(err, fault.ErrNotFound) {
		err = fault.New(fault.Config, "%w", err)
	}
	return f, err
}

// ours tells whether a registry is the helper's: by its name, by a rule, or by the
// provider's own file.
func (h Helper) ours(file userconfig.File, in *inputs.Recorder, name registry.Name) bool {
	return h.Match(name) || name.Registry() != "" && (file.Claims(h.short(), name) || h.claims != nil && h.claims(in, name))
}

// exchanged tells whether there is something to exchange.
func (f found) exchanged(err error) bool {
	return err == nil && !f.None && f.Static.Secret == "" && f.mint != nil
}

// asIs is the answer where nothing is exchanged.
func (f found) asIs(err error) (credential.Credential, error) {
	switch {
	case err != nil:
		return credential.Credential{}, err
	case f.Static.Secret != "":
		return static(f.Identity), nil
	}
	return credential.Credential{}, fault.ErrNotFound
}

// explained adds what there is to say of a credential of the identity.
func (f found) explained(c credential.Credential) credential.Credential {
	if c.Source == "" {
		c.Source = f.Label
	}
	if f.rule.Found {
		c.Source += ", by the " + f.rule.Words()
	}
	c.Ambient, c.Configured = f.Ambient, f.Ambient && f.Configured
	c.Program = f.Keeping == identity.ByProgram && f.rule.Duration(userconfig.Keep) == 0
	if !c.Cached {
		c.Lacks = f.Lacks
	}
	return c
}

// lasting is until when a token is kept: to its end, to the rule's max_age or keep,
// and no longer than an identity of this kind allows. It is zero for a token that is
// used once.
func (f found) lasting(minted, expires time.Time) time.Time {
	limit := f.rule.Duration(userconfig.MaxAge)
	if keep := f.rule.Duration(userconfig.Keep); keep > 0 {
		limit = shorter(limit, keep)
	} else if f.Keeping == identity.ByMachine {
		limit = shorter(limit, identity.MachineFor)
	}
	if end := minted.Add(limit); limit > 0 && end.Before(expires) {
		return end
	}
	return expires
}

// shorter is the shorter of two durations, of which 0 means no limit.
func shorter(a, b time.Duration) time.Duration {
	if a == 0 {
		return b
	}
	return min(a, b)
}

// applyOnFailure applies the rule's on_failure: with "anonymous", an error becomes
// fault.ErrNotFound. A plain "not found" leaves standard error empty, so only the
// debug log tells of it.
func (a applied) applyOnFailure(err error) error {
	if err == nil || errors.Is(err, fault.ErrNotFound) || a.Get(userconfig.OnFailure) != "anonymous" {
		return err
	}
	slog.Debug("going on without a credential", "rule", a.Words(), "error", err)
	return fault.ErrNotFound
}
