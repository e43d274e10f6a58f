package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// user is the user name for a token
// (https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md, "Calling POST /oauth2/exchange").
const user = "00000000-0000-0000-0000-000000000000"

// mint exchanges Entra's token for the registry's. Entra's token is sent only to the requested
// registry: the registry's challenge, which would name a realm, is not fetched
// (https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md).
func mint(ctx context.Context, s *session) (credential.Credential, error) {
	host := s.registry.host
	peer := tokenhttp.Peer{
		Name: "the registry " + fault.Printable(host, 100), Check: "the registry's name and the proxy",
		Bundle: "SSL_CERT_FILE",
	}
	form := url.Values{"grant_type": {"access_token"}, "service": {host}, "access_token": {s.token}}
	if s.tenant != "" {
		form.Set("tenant", s.tenant)
	}
	reply, err := peer.PostForm(ctx, "https://"+host+"/oauth2/exchange", form)
	if err != nil {
		return credential.Credential{}, err
	}
	if err := s.explainReply(reply); err != nil {
		return credential.Credential{}, err
	}
	token, _, err := peer.Token(reply, "refresh_token", "")
	if err != nil {
		return credential.Credential{}, err
	}
	c := credential.Credential{Username: user, Secret: credential.Secret(token), Source: s.Label}
	c.Expires, err = expiry(c.Secret)
	return c, err
}

// explainReply explains a refusal by the registry.
func (s *session) explainReply(reply tokenhttp.Reply) error {
	host := fault.Printable(s.registry.host, 100)
	switch status := reply.Status; {
	case status == http.StatusOK:
		return nil
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		name, _, _ := strings.Cut(s.registry.name, "-") // the resource's name, without the hash
		return fault.New(fault.Denied, "the %s may not pull from %s%s: allow this machine in the registry's firewall, "+
			"and grant the role AcrPull: "+
			"`az role assignment create --role AcrPull --assignee %s --scope $(az acr show -n %s --query id -o tsv)`",
			s.Label, host, tokenhttp.ClockNote(reply.Header), s.assignee(), name)
	case status == http.StatusNotFound:
		return fault.New(fault.Config, "%s does not exchange tokens (status %d): "+
			"check the registry's name with `az acr list -o table`", host, status)
	default:
		return fault.New(fault.Upstream, "the registry %s did not accept the token (status %d, %s): "+
			"check the registry's name and the proxy", host, status, reply.Kind())
	}
}

// assignee returns who needs a role, for the command in an error. Only its token identifies a
// managed identity: the subject is its object ID, which is not secret
// (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference).
func (s *session) assignee() string {
	who := s.client + s.account
	if token, err := oidc.Decode(s.token, "Entra"); who == "" && err == nil {
		who = token.Subject
	}
	if who == "" || len(who) > 80 || strings.ContainsFunc(who, notOfName) {
		return "ID"
	}
	return who
}

// notOfName reports whether a shell could interpret the character.
func notOfName(r rune) bool {
	return !(r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("-._@", r))
}

// expiry returns the expiry in the token. The signature is not verified: a server that forges it
// could also return any other token. A token without an expiry is used once.
func expiry(secret credential.Secret) (time.Time, error) {
	expires, ok := secret.Expiry()
	if !ok {
		return time.Time{}, nil
	}
	now := time.Now()
	if !expires.After(now) {
		return time.Time{}, fault.New(fault.Upstream,
			"the registry returned a token that has already expired: check this machine's clock")
	}
	if limit := now.Add(tokenhttp.MaxLife); expires.After(limit) {
		expires = limit
	}
	return expires, nil
}
