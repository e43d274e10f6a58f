package main

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// storedLogins is the credential store as a source. Which program that is, is only resolved
// when the store is used: a cloud's cached token does not need it.
type storedLogins struct{}

func (storedLogins) get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	passTimeLeft(ctx)
	return logins.StoreFor(self).Get(ctx, name)
}

// answer is get: a login has no further explanation.
func (l storedLogins) answer(ctx context.Context, name registry.Name) (credential.Credential, error) {
	return l.get(ctx, name)
}

// explain asks the suite's own store only, which no one has to unlock, and only if it may
// have a login.
func (storedLogins) explain(ctx context.Context, name registry.Name) (credential.Credential, error) {
	_, known, err := logins.StoreFor(self).Explain(name)
	switch {
	case err != nil:
		return credential.Credential{}, err
	case !known:
		return credential.Credential{}, fault.ErrNotFound
	}
	return helper{file, "because docker login was used"}.explain(ctx, name)
}

// withStoreNote adds to an explanation that the credential store was not asked and might have a
// login that overrides this source.
func withStoreNote(
	name registry.Name, cloud bool, by source, c credential.Credential, err error,
) (credential.Credential, error) {
	_, login := by.(storedLogins)
	s := logins.StoreFor(self)
	_, known, _ := s.Explain(name)
	switch {
	case s.EmptyFor(name) || s.Err() != nil:
	case err == nil && cloud && known && !login:
		c.Source += "; the " + s.Label() + " is used if that identity does not exist"
	case known:
	case err == nil && !cloud:
		c.Source += ", unless there is a " + s.Label() + ", which was not asked"
	case errors.Is(err, fault.ErrNotFound) && installed(s.Short()):
		// Only the store knows whether it has one.
		source := s.Label() + ", if there is one: it was not asked"
		return credential.Credential{Kind: credential.Unknown, Source: source}, nil
	}
	return c, err
}

func installed(short string) bool {
	_, err := helperclient.Find(short)
	return err == nil
}
