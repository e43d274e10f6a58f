package main

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/dockercfg/dockercfg/helpers/internal/digitalocean"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// The request sets a lifetime: without it DigitalOcean returns a credential that never expires
// (https://docs.digitalocean.com/reference/api/digitalocean/, operation registry_get_dockerCredentials).
const (
	life = time.Hour
	ask  = "https://api.digitalocean.com/v2/registry/docker-credentials?expiry_seconds=3600&read_write=true"
)

var api = tokenhttp.Peer{Name: "DigitalOcean's API", Check: "the proxy", Bundle: "SSL_CERT_FILE"}

// mint requests a credential for the registry, which is returned as a Docker config.
func mint(ctx context.Context, t apiToken) (credential.Credential, error) {
	if !tokenhttp.Plain(t.secret.Reveal()) {
		return credential.Credential{}, fault.New(fault.Config, "%s contains characters that a token cannot have: "+
			"set it again", t.variable)
	}
	began := time.Now()
	reply, err := api.GetJSON(ctx, ask, func(request *http.Request) {
		request.Header.Set("Authorization", "Bearer "+t.secret.Reveal())
	})
	if err != nil {
		return credential.Credential{}, err
	}
	if err := refused(reply, t.variable); err != nil {
		return credential.Credential{}, err
	}
	var document struct {
		Auths map[string]struct{ Auth string }
	}
	user, secret := "", ""
	if json.Unmarshal(reply.Body, &document) == nil {
		user, secret, err = dockerconfig.DecodeAuth(document.Auths[digitalocean.Host].Auth)
	}
	if err != nil || !tokenhttp.Plain(user) || !tokenhttp.Plain(secret) {
		return credential.Credential{}, fault.New(fault.Upstream, "DigitalOcean's API did not return a credential for "+
			"its registry (status %d, %s): try again", reply.Status, reply.Kind())
	}
	return credential.Credential{Username: user, Secret: credential.Secret(secret), Expires: began.Add(life)}, nil
}

// refused explains a refusal by the API, or returns nil.
func refused(reply tokenhttp.Reply, variable string) error {
	switch {
	case reply.Status == http.StatusUnauthorized:
		return fault.New(fault.Denied, "DigitalOcean does not know the token in %s: "+
			"create one with `doctl auth init`, or at cloud.digitalocean.com/account/api/tokens", variable)
	case reply.Status == http.StatusForbidden:
		return fault.New(fault.Denied, "the token in %s may not read the registry: give it the scope registry",
			variable)
	case reply.Status == http.StatusNotFound:
		return fault.New(fault.Config,
			"this DigitalOcean account has no registry: create one with `doctl registry create`")
	case reply.Status >= 300:
		return fault.New(fault.Upstream, "DigitalOcean's API refused the request (status %d): try again", reply.Status)
	}
	return nil
}
