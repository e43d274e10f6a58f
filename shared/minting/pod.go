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

// forPods returns Provider.Pod without the type I.
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

// Pod requests a token for an image with the token of the pod that pulls it. It neither
// reads nor writes the cache: the kubelet caches the answer for each service account,
// which this cache does not know. A rule's on_failure does not apply, since nothing may
// replace the pod's identity.
func (h Helper) Pod(ctx context.Context, r kubelet.Request) (credential.Credential, error) {
	h.identify = h.pod(r)
	f, err := h.find(ctx, &inputs.Recorder{}, r.Name)
	if err != nil {
		return credential.Credential{}, err
	}
	if !f.needsExchange(nil) {
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
	c.Kind, c.Expires = credential.Exchanged, f.cacheUntil(minted, c.Expires)
	return f.explained(c), nil
}

var errNoPod = fault.New(fault.Internal, "the pod's token was not exchanged")

// failedPod returns an error that does not mean "not configured": with a pod's token,
// something is.
func failedPod(err error) error {
	if errors.Is(err, fault.ErrNotFound) {
		return errNoPod
	}
	return err
}

// wide reports whether all repositories of the registry have the credential of the same
// rule, or of no rule.
func (h Helper) wide(name registry.Name) bool {
	file, err := userconfig.Load(os.Getenv, nil)
	return err == nil && !file.ByPath(name)
}
