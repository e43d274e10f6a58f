package main

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/kubelet"
)

// identityTokens is the user name with which Azure's registries accept an identity token as a
// password. The kubelet can only send a password
// (https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md, "Calling POST /oauth2/exchange").
const identityTokens = "00000000-0000-0000-0000-000000000000"

// Kubelet passes a request of the kubelet to the helper for the image's registry. A pod's token
// is only passed to a cloud's helper, and no other source is tried after it: a login or a
// variable would be another identity than the pod's.
func (router) Kubelet(ctx context.Context, r kubelet.Request) (kubelet.Response, error) {
	if err := enter(r.Name.Key()); err != nil {
		return kubelet.Response{}, err
	}
	to, err := choose(&inputs.Recorder{}, r.Name)
	switch {
	case err != nil:
		return kubelet.Response{}, err
	case r.Token != "" && !to.cloud:
		return kubelet.Response{}, fault.ErrNotFound
	case r.Token != "":
		return to.own.kubelet(ctx, r, false)
	}
	return to.forNode(ctx, r)
}

// forNode answers a request without a token like get: from a cloud's helper, which says which
// images its credential is for, or else from a login or a variable, which may be for a single
// repository.
func (r route) forNode(ctx context.Context, request kubelet.Request) (kubelet.Response, error) {
	rest, last := r.sources(), fault.ErrNotFound
	if r.cloud {
		answer, err := r.own.kubelet(ctx, request, true)
		switch {
		case err == nil && answer.Registry != "", err != nil && !noIdentity(err):
			return answer, err
		case err != nil:
			last = err
		}
		rest = rest[1:]
	}
	_, c, err := first(rest, func(s source) (credential.Credential, error) { return s.answer(ctx, request.Name) })
	switch {
	case errors.Is(err, fault.ErrNotFound):
		return kubelet.Response{}, last
	case err != nil:
		return kubelet.Response{}, err
	}
	if r.own.short == "acr" && c.Username == credential.TokenUser {
		c.Username = identityTokens
	}
	return kubelet.Of(request, c, false)
}

// kubelet starts the helper like the kubelet does.
func (h helper) kubelet(ctx context.Context, r kubelet.Request, node bool) (kubelet.Response, error) {
	found, err := h.find()
	if err != nil {
		return kubelet.Response{}, err
	}
	answer, err := caller(ctx).Kubelet(ctx, found, r, node)
	return answer, h.within(err)
}
