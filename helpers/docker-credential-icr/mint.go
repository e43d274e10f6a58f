package main

import (
	"context"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// mint gets a token with the resolved identity.
func mint(ctx context.Context, s source) (credential.Credential, error) {
	var token string
	var expires time.Time
	var err error
	switch s.kind {
	case key:
		token, expires, err = tokenFromKey(ctx, s)
	case compute:
		token, expires, err = tokenFromCompute(ctx, s)
	case instance:
		token, expires, err = tokenFromServer(ctx, s)
	case expired:
		err = fault.New(fault.LoginExpired, "the IAM token of %s has expired: run `ibmcloud login`, "+
			"and set it to what `ibmcloud iam oauth-tokens` prints", s.where)
	default:
		// The Bluemix registries do not allow anonymous pulls.
		err = fault.New(fault.NoIdentity, "no IBM Cloud identity is configured for this registry: create a key with "+
			"`ibmcloud iam api-key-create NAME`, set IBMCLOUD_API_KEY to it, "+
			"and use the registry's current name, such as us.icr.io")
	}
	return credential.Credential{
		Username: bearerUser, Secret: credential.Secret(token), Expires: expires, Source: s.label,
	}, err
}
