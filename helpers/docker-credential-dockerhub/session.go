package main

import (
	"context"

	"github.com/dockercfg/dockercfg/helpers/internal/dockerhub"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// sessions keeps docker's own session out. A `docker login` by browser stores it in
// two entries beside the login, and fails where they are refused. So they are
// taken and not kept: what pulls need is the access token that the login itself
// then holds, and a session in a store is one more secret that could leave it
// (https://github.com/docker/cli/blob/master/internal/oauth/manager/manager.go).
type sessions struct{ logins protocol.Helper }

func (s sessions) protocol() protocol.Helper {
	h := s.logins
	h.Get, h.Explain, h.Store, h.Erase = s.get, s.explain, s.store, s.erase
	return h
}

// get never answers with a session.
func (s sessions) get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if dockerhub.Session(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	return s.logins.Get(ctx, name)
}

// explain is get without a request or a program.
func (s sessions) explain(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if dockerhub.Session(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	return s.logins.Explain(ctx, name)
}

// store takes a session and keeps nothing of it.
func (s sessions) store(ctx context.Context, name registry.Name, c credential.Credential) error {
	if dockerhub.Session(name) {
		protocol.Warn(ctx, "nothing was kept of docker's own session, which no pull needs")
		return nil
	}
	return s.logins.Store(ctx, name, c)
}

// erase has no session to forget.
func (s sessions) erase(ctx context.Context, name registry.Name) error {
	if dockerhub.Session(name) {
		return fault.ErrNotFound
	}
	return s.logins.Erase(ctx, name)
}
