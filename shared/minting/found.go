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

// found is what is known about a registry before a request.
type found struct {
	chosen
	rule   applied
	byFile bool // only a file decides whether the registry belongs to the helper
	ours   bool
}

// applied is the rule that applies, or the zero value.
type applied struct{ userconfig.Rule }

// find reads the user's rules and resolves the identity. For a registry that does not
// belong to the helper it returns fault.ErrNotFound, even if the rules have errors.
func (h Helper) find(ctx context.Context, in *inputs.Recorder, name registry.Name) (found, error) {
	file, err := userconfig.Load(os.Getenv, in)
	return h.findBy(ctx, in, file, err, name)
}

func (h Helper) findBy(
	ctx context.Context, in *inputs.Recorder, file userconfig.File, err error, name registry.Name,
) (found, error) {
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

// ours reports whether a registry belongs to the helper: by its name, by a rule, or by
// the provider's own file.
func (h Helper) ours(file userconfig.File, in *inputs.Recorder, name registry.Name) bool {
	return h.Match(name) ||
		name.Registry() != "" && (file.Claims(h.short(), name) || h.claims != nil && h.claims(in, name))
}

// needsExchange reports whether a token has to be requested.
func (f found) needsExchange(err error) bool {
	return err == nil && !f.None && f.Static.Secret == "" && f.mint != nil
}

// withoutExchange returns the answer if no token has to be requested.
func (f found) withoutExchange(err error) (credential.Credential, error) {
	switch {
	case err != nil:
		return credential.Credential{}, err
	case f.Static.Secret != "":
		return static(f.Identity), nil
	}
	return credential.Credential{}, fault.ErrNotFound
}

// explained adds the description of the identity to its credential.
func (f found) explained(c credential.Credential) credential.Credential {
	if c.Source == "" {
		c.Source = f.Label
	}
	if f.rule.Found {
		c.Source += ", by the " + f.rule.Label()
	}
	c.Ambient, c.Configured = f.Ambient, f.Ambient && f.Configured
	c.Program = f.Keeping == identity.ByProgram && f.rule.Duration(userconfig.Keep) == 0
	if !c.Cached {
		c.Lacks = f.Lacks
	}
	return c
}

// cacheUntil returns until when a token is cached: until it expires, but no longer than
// the rule's max_age or keep and the kind of identity allow. It is zero for a token that
// is used once.
func (f found) cacheUntil(minted, expires time.Time) time.Time {
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

// shorter returns the shorter of two durations; 0 means no limit.
func shorter(a, b time.Duration) time.Duration {
	if a == 0 {
		return b
	}
	return min(a, b)
}

// applyOnFailure applies the rule's on_failure: with "anonymous", an error becomes
// fault.ErrNotFound. Since a plain "not found" leaves standard error empty, only the
// debug log mentions the error.
func (a applied) applyOnFailure(err error) error {
	if err == nil || errors.Is(err, fault.ErrNotFound) || a.Get(userconfig.OnFailure) != "anonymous" {
		return err
	}
	slog.Debug("going on without a credential", "rule", a.Label(), "error", err)
	return fault.ErrNotFound
}
