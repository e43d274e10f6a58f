package protocol

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// WithRealm is a helper that is also asked for the host that makes a registry's tokens,
// the realm of its challenge: pull-through caches ask for that host, not for the
// registry (https://distribution.github.io/distribution/about/configuration/#exec).
// What the helper has for the host itself comes first. of is the registry of a realm's
// host.
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
