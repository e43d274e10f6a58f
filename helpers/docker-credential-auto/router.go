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

// router is all helpers of the suite behind one name.
//
//	name ──► a kept route: answered by internal/warm, before main
//	  │
//	  └────► choose: rule, else whose host it is ──► route kept ──► its helper has kept a
//	                                                    │ token, and no login comes first:
//	                                                    ▼ answered
//	                                                 one source alone: become it
//	                                                    │
//	                                                    ▼
//	                                                 sources, in order
//	                                                    │ not found, or a cloud
//	                                                    │ without an identity: next
//	                                                    ▼
//	                                             the first answer
//
// It starts programs and knows nothing of what they do but how they keep tokens, so it
// links no cloud's SDK and speaks to no network.
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
	// answer is get, with what there is to say of it.
	answer(ctx context.Context, name registry.Name) (credential.Credential, error)
	// explain is get without the secret, by programs of this suite alone.
	explain(ctx context.Context, name registry.Name) (credential.Credential, error)
}

// Get answers from the first source that has a credential.
func (router) Get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	return ask(ctx, name, "get", source.get)
}

// Answer is Get, with what there is to say of it.
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
	only, alone := r.sole(name)
	if r.cloud || alone && only == r.own {
		if c, ok := r.kept(ctx, name); ok {
			return c, nil
		}
	}
	if alone {
		only.become(ctx, verb, name.Asked)
	}
	_, c, err := first(r.sources(), func(s source) (credential.Credential, error) { return of(s, ctx, name) })
	return c, err
}

// Explain says who would answer.
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

// first asks in turn, and says who answered. That a cloud has no identity for its
// private registry is an error only if nobody else has a credential for it.
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
