package main

import (
	"context"
	"time"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-icr/internal/offline"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
)

// mint makes a token with the identity that the frame was told of.
func mint(ctx context.Context, name registry.Name, u rule.Rule) (credential.Credential, error) {
	id, err := offline.Find(name, u)
	if err != nil {
		return credential.Credential{}, fault.New(fault.Config, "%w", err)
	}
	var token string
	var expires time.Time
	switch id.Kind {
	case offline.Key:
		token, expires, err = byKey(ctx, id)
	case offline.Compute:
		token, expires, err = byCompute(ctx, id)
	case offline.Instance:
		token, expires, err = byInstance(ctx, id)
	case offline.Ended:
		err = fault.New(fault.LoginExpired, "the IAM token of %s has ended: run `ibmcloud login`, and set it to what `ibmcloud iam oauth-tokens` prints", id.Where)
	default:
		err = unconfigured(name)
	}
	return credential.Credential{Username: offline.BearerUser, Secret: credential.Secret(token), Expires: expires, Source: id.Words}, err
}

// unconfigured: icr.io also serves anonymous pulls, such as those of
// icr.io/cpopen; the names of Bluemix serve none.
func unconfigured(name registry.Name) error {
	if r, _ := offline.Parse(name); !r.Legacy {
		return fault.ErrNotFound
	}
	return fault.New(fault.NoIdentity, "no IBM Cloud identity is configured for this registry: make a key with `ibmcloud iam api-key-create NAME` and set IBMCLOUD_API_KEY, and use the registry's name of today, such as us.icr.io")
}
