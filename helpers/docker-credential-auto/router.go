package main

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-auto/internal/warm"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
)

const ownName = warm.Name

// router combines all helpers of the suite in one program.
//
//	name ──► a cached route: answered by internal/warm, before main
//	  │
//	  └────► choose: by rule, or by host ──► cache the route ──► the helper has a cached token,
//	                                                    │ and no login overrides it:
//	                                                    ▼ answered
//	                                                 a single source: become it
//	                                                    │
//	                                                    ▼
//	                                                 sources, in order
//	                                                    │ not found, or a cloud
//	                                                    │ without an identity: next
//	                                                    ▼
//	                                             the first answer
//
// It starts programs. It knows how they cache tokens, and nothing else about them, so it links
// no cloud's SDK and makes no network connection.
type router struct{}

func (r router) protocol() protocol.Helper {
	return protocol.Helper{
		About: about, Get: r.Get, Explain: r.Explain, Answer: r.Answer, List: r.List, Store: r.Store, Erase: r.Erase,
		Kubelet: r.Kubelet, Keeps: protocol.Logins,
	}
}

// source is one program that may have a registry's credential.
type source interface {
	get(ctx context.Context, name registry.Name) (credential.Credential, error)
	// answer is get with an explanation.
	answer(ctx context.Context, name registry.Name) (credential.Credential, error)
	// explain is get without the secret. It starts only programs of this suite.
	explain(ctx context.Context, name registry.Name) (credential.Credential, error)
}

// Get answers from the first source that has a credential.
func (router) Get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	return ask(ctx, name, "get", source.get)
}

// Answer is Get with an explanation.
func (router) Answer(ctx context.Context, name registry.Name) (credential.Credential, error) {
	return ask(ctx, name, "answer", source.answer)
}

func ask(
	ctx context.Context, name registry.Name, verb string,
	of func(source, context.Context, registry.Name) (credential.Credential, error),
) (credential.Credential, error) {
	if err := enter(name.Key()); err != nil {
		return credential.Credential{}, err
	}
	in := &inputs.Recorder{}
	r, err := choose(in, name)
	if err != nil {
		return credential.Credential{}, err
	}
	r.remember(ctx, in, name)
	only, alone := r.onlySource(name)
	if r.cloud || alone && only == r.own {
		if c, ok := r.cachedToken(ctx, name); ok {
			return c, nil
		}
	}
	if alone {
		only.become(ctx, verb, name.Asked)
	}
	_, c, err := first(r.sources(), func(s source) (credential.Credential, error) { return of(s, ctx, name) })
	return c, err
}

// Explain says which source would answer.
func (router) Explain(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if err := enter(name.Key()); err != nil {
		return credential.Credential{}, err
	}
	r, err := choose(nil, name)
	if err != nil {
		return credential.Credential{}, err
	}
	by, c, err := first(r.sources(), func(s source) (credential.Credential, error) { return s.explain(ctx, name) })
	if r.store {
		return c, err
	}
	return withStoreNote(name, r.cloud, by, c, err)
}

// first asks the sources in turn, and returns the one that answered. If a cloud has no identity
// for its private registry, that is an error only if no other source has a credential.
func first(sources []source, ask func(source) (credential.Credential, error)) (source, credential.Credential, error) {
	last := fault.ErrNotFound
	for _, s := range sources {
		c, err := ask(s)
		switch {
		case errors.Is(err, fault.ErrNotFound):
		case noIdentity(err):
			last = err
		default:
			return s, c, err
		}
	}
	return nil, credential.Credential{}, last
}

func noIdentity(err error) bool {
	var coded *fault.Error
	return errors.As(err, &coded) && coded.Code == fault.NoIdentity
}
