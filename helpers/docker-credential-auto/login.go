package main

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Store passes a login on to the program that will return it. A cloud's registry needs no login
// if an identity is configured; its helper says so.
func (router) Store(ctx context.Context, name registry.Name, c credential.Credential) error {
	if err := enter(name.Key()); err != nil {
		return err
	}
	r, err := choose(nil, name)
	switch {
	case err != nil:
		return err
	case r.store:
		return r.own.store(ctx, name, c)
	case r.cloud:
		if err := r.own.store(ctx, name, c); !noIdentity(err) {
			return r.warnIgnored(ctx, name, err)
		}
	}
	passTimeLeft(ctx)
	return logins.StoreFor(self).Put(ctx, name, c)
}

// warnIgnored warns that a login was not stored because a helper does not need it.
func (r route) warnIgnored(ctx context.Context, name registry.Name, err error) error {
	if err != nil {
		return err
	}
	by := r.own.name()
	if e, err := r.own.explain(ctx, name); err == nil {
		by = e.Source
	}
	protocol.Warn(ctx, "the login was not stored: this registry is served by %s", by)
	return nil
}

// Erase deletes a registry's login and the token that its helper has cached. It tries both, even
// if one fails.
func (router) Erase(ctx context.Context, name registry.Name) error {
	if err := enter(name.Key()); err != nil {
		return err
	}
	r, err := choose(nil, name)
	if err != nil {
		return err
	}
	var dropped error
	if r.own.short != "" {
		dropped = r.own.erase(ctx, name)
	}
	if r.store {
		return dropped
	}
	passTimeLeft(ctx)
	forgotten := logins.StoreFor(self).Erase(ctx, name)
	if errors.Is(forgotten, fault.ErrNotFound) {
		forgotten = nil
	}
	return logins.Erased(dropped, forgotten)
}

func (h helper) store(ctx context.Context, name registry.Name, c credential.Credential) error {
	found, err := h.find()
	if err != nil {
		return err
	}
	return h.within(caller(ctx).Store(ctx, found, name.Asked, c))
}

// erase does nothing if the helper is not installed.
func (h helper) erase(ctx context.Context, name registry.Name) error {
	found, err := h.find()
	if errors.Is(err, helperclient.ErrMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	return h.within(caller(ctx).Erase(ctx, found, name.Asked))
}
