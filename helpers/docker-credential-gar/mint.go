package main

import (
	"context"
	"errors"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

const (
	// user is the user name with which Google's registries accept an access token
	// (https://cloud.google.com/artifact-registry/docs/docker/authentication#token).
	user  = "oauth2accesstoken"
	scope = "https://www.googleapis.com/auth/cloud-platform"
)

// mint makes a token with the session's identity.
func mint(ctx context.Context, s *session) (credential.Credential, error) {
	token, expires, err := s.token(ctx)
	if errors.Is(err, fault.ErrNotFound) {
		err = s.absent(err)
	}
	if err != nil {
		return credential.Credential{}, err
	}
	c, err := s.newCredential(token, expires)
	if err != nil || s.as == "" {
		return c, err
	}
	if token, expires, err = s.actAs(ctx, token); err != nil {
		return credential.Credential{}, err
	}
	return s.newCredential(token, expires)
}

// token returns the token of the identity itself, without impersonation.
func (s *session) token(ctx context.Context) (token string, expires time.Time, err error) {
	switch s.kind {
	case fromDocument:
		return s.tokenFromDocument(ctx)
	case fromGcloud:
		return s.tokenFromGcloud(ctx)
	case fromMachine:
		return s.tokenFromMachine(ctx)
	case fromPod:
		return s.tokenFromPod(ctx)
	}
	return "", time.Time{}, fault.ErrNotFound
}

// absent returns the error for an identity that turns out not to exist.
func (s *session) absent(err error) error {
	switch {
	case s.unread != nil:
		return s.unread
	case selectsIdentity(s.rule):
		return s.missing()
	}
	return err
}

// missing returns the error for a missing identity that a rule names.
func (s *session) missing() error {
	if s.rule.Get(userconfig.Source) == "" {
		return fault.New(fault.NoIdentity, "impersonate in the %s needs another identity, and none is configured: "+
			"run `gcloud auth application-default login`, or add credentials_file", s.rule.Label())
	}
	return fault.New(fault.NoIdentity, "the %s selects this machine's service account, but the machine has none: "+
		"attach one to the machine, or remove source", s.rule.Label())
}

// newCredential returns a token as a credential after checking that it is printable and not
// expired. A token with a lifetime of a minute or less is used only once.
func (s *session) newCredential(token string, expires time.Time) (credential.Credential, error) {
	if !tokenhttp.Plain(token) {
		return credential.Credential{}, fault.New(fault.Upstream, "Google returned an invalid token for the %s: "+
			"try again", s.label)
	}
	c := credential.Credential{Username: user, Secret: credential.Secret(token)}
	switch left := time.Until(expires); {
	case expires.IsZero():
	case left <= 0:
		return credential.Credential{}, fault.New(fault.Upstream, "Google returned a token for the %s "+
			"that has already expired: check this machine's clock", s.label)
	case left > time.Minute:
		c.Expires = time.Now().Add(min(left, tokenhttp.MaxLife))
	}
	return c, nil
}
