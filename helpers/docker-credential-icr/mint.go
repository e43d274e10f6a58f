package main

import (
	"context"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// mint makes a token with the identity that was resolved.
func mint(ctx context.Context, s source) (credential.Credential, error) {
	var token string
	var expires time.Time
	var err error
	switch s.kind {
	case key:
		token, expires, err = byKey(ctx, s)
	case compute:
		token, expires, err = byCompute(ctx, s)
	case instance:
		token, expires, err = byInstance(ctx, s)
	case expired:
		err = fault.New(fault.LoginExpired, "the IAM token of %s has expired: run `ibmcloud login`, and set it to what `ibmcloud iam oauth-tokens` prints", s.where)
	default:
		// The names of Bluemix serve no anonymous pulls.
		err = fault.New(fault.NoIdentity, "no IBM Cloud identity is configured for this registry: create a key with `ibmcloud iam api-key-create NAME` and set IBMCLOUD_API_KEY, and use the registry's current name, such as us.icr.io")
	}
	return credential.Credential{Username: bearerUser, Secret: credential.Secret(token), Expires: expires, Source: s.label}, err
}
