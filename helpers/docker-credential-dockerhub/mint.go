package main

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// The host that issues tokens, and the audience that it requires in a job's token
// (https://github.com/docker/login-action/blob/master/src/dockerhub.ts).
const (
	tokenHost = "identity.docker.com"
	audience  = "https://" + tokenHost
)

var tokenService = tokenhttp.Peer{Name: "Docker's token service", Check: "the proxy", Bundle: "SSL_CERT_FILE"}

// mint exchanges the job's own token for a token of its organization.
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
		Username: c.organization, Secret: credential.Secret(token), Expires: expiry(reply, token, end, asked, c),
	}, nil
}

// exchange requests the token
// (https://datatracker.ietf.org/doc/html/rfc8693#section-2.1).
func exchange(ctx context.Context, c connection, proof oidc.Token) (tokenhttp.Reply, error) {
	address := url.URL{Scheme: "https", Host: tokenHost, Path: "/oauth/token"}
	form := url.Values{
		"grant_type":         {"urn:ietf:params:oauth:grant-type:token-exchange"},
		"subject_token_type": {"urn:ietf:params:oauth:token-type:id_token"},
		"subject_token":      {proof.Reveal()},
		"connection_id":      {c.id},
		"expires_in":         {strconv.Itoa(c.life)},
	}
	return retrying(ctx, func() (tokenhttp.Reply, error) {
		return tokenService.PostForm(ctx, address.String(), form)
	})
}

// retrying makes the request again after the wait that the service demands, within the
// deadline. Docker's own action waits up to five times; Ask does it twice in each call.
func retrying(ctx context.Context, ask func() (tokenhttp.Reply, error)) (tokenhttp.Reply, error) {
	reply, err := ask()
	wait, demanded := tokenhttp.RetryAfter(reply.Status, reply.Header)
	end, bound := ctx.Deadline()
	tooLate := bound && time.Until(end) <= wait+time.Second
	if err == nil || reply.Status != http.StatusTooManyRequests || !demanded || tooLate {
		return reply, err
	}
	select {
	case <-ctx.Done():
		return reply, err
	case <-time.After(wait):
		return ask()
	}
}
