package main

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// The host that makes tokens, and the audience that it wants in a job's token
// (https://github.com/docker/login-action/blob/master/src/dockerhub.ts).
const (
	tokenHost = "identity.docker.com"
	audience  = "https://" + tokenHost
)

var tokenService = tokenhttp.Peer{Name: "Docker's token service", Check: "the proxy", Bundle: "SSL_CERT_FILE"}

// mint exchanges the job's own token for one of its organisation.
func mint(ctx context.Context, c connection) (credential.Credential, error) {
	proof, err := oidc.Actions(ctx, audience)
	if err != nil {
		return credential.Credential{}, err
	}
	asked := time.Now()
	reply, err := exchange(ctx, c, proof)
	if err != nil {
		return credential.Credential{}, err
	}
	if reply.Status != http.StatusOK {
		return credential.Credential{}, refused(reply, c, proof)
	}
	token, end, err := tokenService.Token(reply, "access_token", "expires_in")
	if err != nil {
		return credential.Credential{}, err
	}
	return credential.Credential{
		Username: c.organisation, Secret: credential.Secret(token), Expires: ends(reply, token, end, asked, c),
	}, nil
}

// exchange asks for the token
// (https://datatracker.ietf.org/doc/html/rfc8693#section-2.1).
func exchange(ctx context.Context, c connection, proof oidc.Token) (tokenhttp.Reply, error) {
	address := url.URL{Scheme: "https", Host: tokenHost, Path: "/oauth/token"}
	form := url.Values{
		"grant_type":         {"urn:ietf:params:oauth:grant-type:token-exchange"},
		"subject_token_type": {"urn:ietf:params:oauth:token-type:id_token"},
		"subject_token":      {proof.Reveal()},
		"connection_id":      {c.id},
		"expires_in":         {strconv.Itoa(c.life)},
	}.Encode()
	return patient(ctx, func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), strings.NewReader(form))
		if err == nil {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set("Accept", "application/json")
		}
		return request, err
	})
}

// patient waits as often as Docker's own action does when it is asked to, five
// times, which is twice what Ask does with a wait between; all within the run.
func patient(ctx context.Context, build func(context.Context) (*http.Request, error)) (tokenhttp.Reply, error) {
	client := tokenhttp.New(tokenhttp.Within(ctx))
	reply, err := tokenService.Ask(ctx, client, build)
	wait, told := tokenhttp.RetryAfter(reply.Status, reply.Header)
	end, bound := ctx.Deadline()
	if err == nil || reply.Status != http.StatusTooManyRequests || !told || bound && time.Until(end) <= wait+time.Second {
		return reply, err
	}
	select {
	case <-ctx.Done():
		return reply, err
	case <-time.After(wait):
		return tokenService.Ask(ctx, client, build)
	}
}
