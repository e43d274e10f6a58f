package protocol

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// WithRealm returns a helper that also answers for the host that issues a registry's
// tokens, the realm of the registry's challenge: pull-through caches ask for that host
// instead of the registry
// (https://distribution.github.io/distribution/about/configuration/#exec). A credential
// for the host itself takes precedence. of returns the registry of a realm's host.
func WithRealm(h Helper, of func(registry.Name) (registry.Name, bool)) Helper {
	over := func(ask getter) getter {
		if ask == nil {
			return nil
		}
		return func(ctx context.Context, name registry.Name) (credential.Credential, error) {
			c, err := ask(ctx, name)
			if other, known := of(name); known && errors.Is(err, fault.ErrNotFound) {
				return ask(ctx, other)
			}
			return c, err
		}
	}
	h.Get, h.Explain, h.Answer = over(h.Get), over(h.Explain), over(h.Answer)
	return h
}

type getter = func(context.Context, registry.Name) (credential.Credential, error)
