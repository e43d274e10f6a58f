package minting

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/kubelet"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// forPods is Provider.Pod for the frame.
func (p Provider[I]) forPods() func(kubelet.Request) identifying {
	if p.Pod == nil {
		return nil
	}
	return func(r kubelet.Request) identifying {
		return func(
			ctx context.Context, in *inputs.Recorder, name registry.Name, u userconfig.Rule,
		) (chosen, error) {
			id, who, err := p.Pod(ctx, in, name, u, r)
			return p.chosen(id, who), err
		}
	}
}

// Pod makes a token for an image by the token of the pod that pulls it. The cache has no
// part in it, in neither direction: the kubelet keeps the answer apart for each service
// account, and this cache knows none. A rule's on_failure has none either, since nothing
// may come in the place of the pod's identity.
func (h Helper) Pod(ctx context.Context, r kubelet.Request) (credential.Credential, error) {
	h.identify = h.pod(r)
	f, err := h.find(ctx, &inputs.Recorder{}, r.Name)
	if err != nil {
		return credential.Credential{}, err
	}
	if !f.exchanged(nil) {
		return credential.Credential{}, errNoPod
	}
	if f.retrieve != nil {
		if _, err = f.retrieve(ctx); err != nil {
			return credential.Credential{}, failedPod(err)
		}
	}
	minted := time.Now().Truncate(time.Second)
	c, err := f.mint(ctx)
	if err != nil {
		return credential.Credential{}, failedPod(err)
	}
	c.Kind, c.Expires = credential.Exchanged, f.lasting(minted, c.Expires)
	return f.explained(c), nil
}

var errNoPod = fault.New(fault.Internal, "the pod's token was not exchanged")

// failedPod is an error where the pod's token was there: it never means that nothing is
// configured.
func failedPod(err error) error {
	if errors.Is(err, fault.ErrNotFound) {
		return errNoPod
	}
	return err
}

// wide tells whether the registry's repositories all have the credential of one rule, or
// of none.
func (h Helper) wide(name registry.Name) bool {
	file, err := userconfig.Load(os.Getenv, nil)
	return err == nil && !file.ByPath(name)
}
