package main

import (
	"context"
	"time"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-gar/internal/offline"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

const (
	// user is what a registry of Google's takes an access token from
	// (https://cloud.google.com/artifact-registry/docs/docker/authentication#token).
	user    = "oauth2accesstoken"
	scope   = "https://www.googleapis.com/auth/cloud-platform"
	longest = 12 * time.Hour // what an access token may live at most, by an organisation's policy
)

// mint makes a token with the identity that is found offline. One identity serves
// all registries of Google's.
func mint(ctx context.Context, _ registry.Name, _ rule.Rule) (credential.Credential, error) {
	id, err := offline.Find()
	if err != nil {
		return credential.Credential{}, fault.New(fault.Config, "%w", err)
	}
	token, expires := "", time.Time{}
	switch id.Kind {
	case offline.Document:
		token, expires, err = ofDocument(ctx, id)
	case offline.CLI:
		token, expires, err = ofGcloud(ctx, id)
	case offline.Machine:
		token, expires, err = ofMachine(ctx, id)
	default:
		return credential.Credential{}, fault.ErrNotFound
	}
	if err != nil {
		return credential.Credential{}, err
	}
	return checked(token, expires, id)
}

// checked makes a credential of a token that is not trusted to be printable, or to
// live for long. One that lives for a minute at most is used once.
func checked(token string, expires time.Time, id offline.Identity) (credential.Credential, error) {
	if !tokenhttp.Plain(token) {
		return credential.Credential{}, fault.New(fault.Upstream, "the %s got a token that is none: try again", id.Words)
	}
	c := credential.Credential{Username: user, Secret: credential.Secret(token), Source: id.Words}
	switch left := time.Until(expires); {
	case expires.IsZero():
	case left <= 0:
		return credential.Credential{}, fault.New(fault.Upstream, "the %s got a token that has ended already: check this machine's clock", id.Words)
	case left > time.Minute:
		c.Expires = time.Now().Add(min(left, longest))
	}
	return c, nil
}
