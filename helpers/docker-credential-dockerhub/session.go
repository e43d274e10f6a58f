package main

import (
	"context"

	"github.com/dockercfg/dockercfg/helpers/internal/dockerhub"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// sessions keeps Docker's own session out of the store. A `docker login` with a browser stores
// the session in two entries beside the login, and fails if they are refused. So they are
// accepted and not stored: a pull only needs the access token, which the login itself contains,
// and a session in a store is one more secret that could leak
// (https://github.com/docker/cli/blob/master/internal/oauth/manager/manager.go).
type sessions struct{ logins protocol.Helper }

func (s sessions) protocol() protocol.Helper {
	h := s.logins
	h.Get, h.Explain, h.Answer, h.Store, h.Erase = s.get, s.explain, s.answer, s.store, s.erase
	return h
}

// get never returns a session.
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

// answer is get with the explanation of the credential.
func (s sessions) answer(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if dockerhub.Session(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	return s.logins.Answer(ctx, name)
}

// store accepts a session without storing it.
func (s sessions) store(ctx context.Context, name registry.Name, c credential.Credential) error {
	if dockerhub.Session(name) {
		protocol.Warn(ctx, "docker's own session was not saved, because pulls do not need it")
		return nil
	}
	return s.logins.Store(ctx, name, c)
}

// erase finds no session to delete.
func (s sessions) erase(ctx context.Context, name registry.Name) error {
	if dockerhub.Session(name) {
		return fault.ErrNotFound
	}
	return s.logins.Erase(ctx, name)
}
