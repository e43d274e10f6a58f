package main

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/keeper"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// logins are what docker login left. Which store keeps them is found out when they
// are asked for: a cloud's cached token does without.
type logins struct{}

func (logins) get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	handOver(ctx)
	return keeper.For(self).Get(ctx, name)
}

// answer is get: of a login there is nothing more to say.
func (l logins) answer(ctx context.Context, name registry.Name) (credential.Credential, error) {
	return l.get(ctx, name)
}

// explain asks the suite's own store, which needs nobody to unlock it, and only if it
// may have a login.
func (logins) explain(ctx context.Context, name registry.Name) (credential.Credential, error) {
	_, known, err := keeper.For(self).Explain(name)
	switch {
	case err != nil:
		return credential.Credential{}, err
	case !known:
		return credential.Credential{}, fault.ErrNotFound
	}
	return helper{file, "since docker login was used"}.explain(ctx, name)
}

// besides adds to the explanation of a source what a store would say that was not
// asked.
func besides(name registry.Name, cloud bool, by source, c credential.Credential, err error) (credential.Credential, error) {
	_, login := by.(logins)
	k := keeper.For(self)
	_, known, _ := k.Explain(name)
	switch {
	case k.Silent(name) || k.Problem() != nil:
	case err == nil && cloud && known && !login:
		c.Source += "; the " + k.Source() + " is asked where there is no such identity"
	case known:
	case err == nil && !cloud:
		c.Source += ", unless there is a " + k.Source() + ", which was not asked"
	case errors.Is(err, fault.ErrNotFound) && installed(k.Short()):
		// Whether there is one, only the store can tell.
		return credential.Credential{Kind: credential.Unknown, Source: k.Source() + ", if there is one: it was not asked"}, nil
	}
	return c, err
}

func installed(short string) bool {
	_, err := helperclient.Find(short)
	return err == nil
}
