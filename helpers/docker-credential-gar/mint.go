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
	// user is what a registry of Google's takes an access token from
	// (https://cloud.google.com/artifact-registry/docs/docker/authentication#token).
	user    = "oauth2accesstoken"
	scope   = "https://www.googleapis.com/auth/cloud-platform"
	longest = 12 * time.Hour // what an access token may live at most, by an organisation's policy
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
	c, err := s.checked(token, expires)
	if err != nil || s.as == "" {
		return c, err
	}
	if token, expires, err = s.actAs(ctx, token); err != nil {
		return credential.Credential{}, err
	}
	return s.checked(token, expires)
}

// token is the token of the identity itself.
func (s *session) token(ctx context.Context) (token string, expires time.Time, err error) {
	switch s.kind {
	case fromDocument:
		return s.ofDocument(ctx)
	case fromGcloud:
		return s.ofGcloud(ctx)
	case fromMachine:
		return s.ofMachine(ctx)
	case fromPod:
		return s.ofPod(ctx)
	}
	return "", time.Time{}, fault.ErrNotFound
}

// absent is the error where the identity turns out not to be there.
func (s *session) absent(err error) error {
	switch {
	case s.unread != nil:
		return s.unread
	case names(s.rule):
		return s.missing()
	}
	return err
}

// missing is the absence of an identity that a rule names.
func (s *session) missing() error {
	switch {
	case s.kind == fromGcloud && s.cli.named:
		account := fault.Printable(s.cli.account, 120)
		return fault.New(fault.NoIdentity, "gcloud has no login of %s, which the %s names: "+
			"gcloud auth login %s", account, s.rule.Words(), account)
	case s.kind == fromGcloud:
		return fault.New(fault.NoIdentity, "no account is logged in to gcloud, which the %s asks for: gcloud auth login", s.rule.Words())
	case s.rule.Get(userconfig.Source) == "":
		return fault.New(fault.NoIdentity, "impersonate in the %s needs an identity to start with, and none is configured: "+
			"run `gcloud auth application-default login`, or add credentials_file", s.rule.Words())
	}
	return fault.New(fault.NoIdentity, "the %s asks for this machine's service account, and there is none: "+
		"attach one to the machine, or remove source", s.rule.Words())
}

// checked makes a credential of a token that is not trusted to be printable, or to
// live for long. One that lives for a minute at most is used once.
func (s *session) checked(token string, expires time.Time) (credential.Credential, error) {
	if !tokenhttp.Plain(token) {
		return credential.Credential{}, fault.New(fault.Upstream, "Google returned an invalid token for the %s: try again", s.label)
	}
	c := credential.Credential{Username: user, Secret: credential.Secret(token)}
	switch left := time.Until(expires); {
	case expires.IsZero():
	case left <= 0:
		return credential.Credential{}, fault.New(fault.Upstream, "Google returned a token for the %s that has already "+
			"expired: check this machine's clock", s.label)
	case left > time.Minute:
		c.Expires = time.Now().Add(min(left, longest))
	}
	return c, nil
}
