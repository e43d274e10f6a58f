package main

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/kubelet"
)

// identityTokens is the user name with which Azure's registries take an identity token as a
// password, which is all that the kubelet can show
// (https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md#calling-post-oauth2exchange-to-get-an-acr-refresh-token).
const identityTokens = "00000000-0000-0000-0000-000000000000"

// Kubelet passes a request of the kubelet's to the helper whose host the image's registry
// is. A pod's token goes to a cloud's helper alone, and nobody is asked after it: a login
// or a variable would be another identity in the place of the pod's.
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

// forNode answers without a token as get does: from a cloud's helper, which says for
// which images its credential is, else from a login or variable, which may be of one
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

// kubelet starts the helper as the kubelet would.
func (h helper) kubelet(ctx context.Context, r kubelet.Request, node bool) (kubelet.Response, error) {
	found, err := h.find()
	if err != nil {
		return kubelet.Response{}, err
	}
	answer, err := caller(ctx).Kubelet(ctx, found, r, node)
	return answer, h.within(err)
}
