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

// longest bounds what a token may say of its own life.
const longest = 12 * time.Hour

// user is the name that goes with a token
// (https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md#calling-post-oauth2exchange-to-get-an-acr-refresh-token).
const user = "00000000-0000-0000-0000-000000000000"

// mint exchanges Entra's token for one of the registry. Only the asked registry sees
// Entra's token: the registry's challenge, which would name a realm, is not fetched
// (https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md).
func mint(ctx context.Context, s *session) (credential.Credential, error) {
	host := s.registry.host
	peer := tokenhttp.Peer{
		Name: "the registry " + fault.Printable(host, 100), Check: "the registry's name and the proxy", Bundle: "SSL_CERT_FILE",
	}
	form := url.Values{"grant_type": {"access_token"}, "service": {host}, "access_token": {s.token}}
	if s.tenant != "" {
		form.Set("tenant", s.tenant)
	}
	body := form.Encode()
	reply, err := peer.Ask(ctx, tokenhttp.New(tokenhttp.Within(ctx)), func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+host+"/oauth2/exchange", strings.NewReader(body))
		if err == nil {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set("Accept", "application/json")
		}
		return request, err
	})
	if err != nil {
		return credential.Credential{}, err
	}
	if err := s.judge(reply); err != nil {
		return credential.Credential{}, err
	}
	token, _, err := peer.Token(reply, "refresh_token", "")
	if err != nil {
		return credential.Credential{}, err
	}
	c := credential.Credential{Username: user, Secret: credential.Secret(token), Source: s.Label}
	c.Expires, err = end(c.Secret)
	return c, err
}

// judge explains what the registry does not give.
func (s *session) judge(reply tokenhttp.Reply) error {
	host := fault.Printable(s.registry.host, 100)
	switch status := reply.Status; {
	case status == http.StatusOK:
		return nil
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		name, _, _ := strings.Cut(s.registry.name, "-") // of the resource, without the hash
		return fault.New(fault.Denied,
			"the %s may not pull from %s%s: let this machine through the registry's firewall, and give the role AcrPull:"+
				" az role assignment create --role AcrPull --assignee %s --scope $(az acr show -n %s --query id -o tsv)",
			s.Label, host, clockNote(reply.Header), s.assignee(), name)
	case status == http.StatusNotFound:
		return fault.New(fault.Config,
			"%s does not exchange tokens (status %d): check the registry's name with `az acr list -o table`", host, status)
	default:
		return fault.New(fault.Upstream,
			"the registry %s did not take the token (status %d, %s): check the registry's name and the proxy", host, status, reply.Kind())
	}
}

// assignee is who needs a role, for a command to type. Of a managed identity only
// its token knows: the subject is its object id, which is no secret
// (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference).
func (s *session) assignee() string {
	who := s.client + s.account
	if shown, err := oidc.Decode(s.token, "Entra"); who == "" && err == nil {
		who = shown.Subject
	}
	if who == "" || len(who) > 80 || strings.ContainsFunc(who, notOfName) {
		return "ID"
	}
	return who
}

// notOfName tells whether a shell would change the character.
func notOfName(r rune) bool {
	return !(r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("-._@", r))
}

// end is the expiry that the token states. Its signature is not verified: a server that
// forges it could also give any other token. A token without an expiry is used once.
func end(secret credential.Secret) (time.Time, error) {
	expires, ok := secret.Expiry()
	if !ok {
		return time.Time{}, nil
	}
	now := time.Now()
	if !expires.After(now) {
		return time.Time{}, fault.New(fault.Upstream, "the registry returned a token that has already expired: check this machine's clock")
	}
	if limit := now.Add(longest); expires.After(limit) {
		expires = limit
	}
	return expires, nil
}
