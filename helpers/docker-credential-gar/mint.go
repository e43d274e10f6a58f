package main

import (
	"context"
	"errors"
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
// all registries of Google's, and those that a rule gives to this helper.
func mint(ctx context.Context, _ registry.Name, u rule.Rule) (credential.Credential, error) {
	id, err := offline.Find(u)
	if err != nil {
		return credential.Credential{}, fault.New(fault.Config, "%w", err)
	}
	token, expires, err := tokenOf(ctx, id)
	if errors.Is(err, fault.ErrNotFound) && offline.Names(u) {
		err = nobody(id, u)
	}
	if err != nil {
		return credential.Credential{}, err
	}
	c, err := checked(token, expires, id)
	if err != nil || id.As == "" {
		return c, err
	}
	if token, expires, err = actAs(ctx, id, token); err != nil {
		return credential.Credential{}, err
	}
	c, err = checked(token, expires, id)
	c.Source = id.Acting().Words
	return c, err
}

// tokenOf is the token of the identity itself.
func tokenOf(ctx context.Context, id offline.Identity) (token string, expires time.Time, err error) {
	switch id.Kind {
	case offline.Document:
		return ofDocument(ctx, id)
	case offline.CLI:
		return ofGcloud(ctx, id)
	case offline.Machine:
		return ofMachine(ctx, id)
	}
	return "", time.Time{}, fault.ErrNotFound
}

// nobody is there where a rule says that somebody is.
func nobody(id offline.Identity, u rule.Rule) error {
	switch {
	case id.Kind == offline.CLI && id.Named:
		account := fault.Printable(id.Account, 120)
		return fault.New(fault.NoIdentity, "gcloud has no login of %s, which the %s names: gcloud auth login %s", account, u.Words(), account)
	case id.Kind == offline.CLI:
		return fault.New(fault.NoIdentity, "nobody is logged in to gcloud, which the %s asks for: gcloud auth login", u.Words())
	case u.Get(rule.Source) == "":
		return fault.New(fault.NoIdentity, "impersonate in the %s needs an identity to begin with, and there is none: run `gcloud auth application-default login`, or add credentials_file", u.Words())
	}
	return fault.New(fault.NoIdentity, "the %s asks for this machine's service account, and there is none: attach one to the machine, or take source out", u.Words())
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
