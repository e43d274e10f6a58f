package main

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-ecr/internal/api"
	"github.com/dockercfg/dockercfg/helpers/internal/ecr"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

const (
	user    = "AWS"
	longest = 12 * time.Hour // what Amazon gives
)

// mint asks for a token with the session's credentials.
func mint(ctx context.Context, s session) (credential.Credential, error) {
	if s.held.keys.HasKeys() {
		s.cfg.Credentials = credentials.StaticCredentialsProvider{Value: s.held.keys}
	}
	given, err := ask(ctx, s.cfg, s.registry)
	switch {
	case err != nil:
		return credential.Credential{}, s.explain(ctx, err)
	case given == nil:
		return credential.Credential{}, fault.New(fault.Upstream, "Amazon answered without a token: try again")
	}
	return decode(aws.ToString(given.Token), given.Expires)
}

// ask calls GetAuthorizationToken of the registry's service.
func ask(ctx context.Context, cfg aws.Config, r ecr.Registry) (*api.Authorization, error) {
	client := api.New(cfg, r.Public)
	if err := checkEndpoint(client.Endpoint.Base); err != nil {
		return nil, err
	}
	// The registry's name may ask for more than variables and the profile do.
	client.Endpoint.FIPS = client.Endpoint.FIPS || r.FIPS
	client.Endpoint.DualStack = client.Endpoint.DualStack || r.DualStack
	return client.Token(ctx)
}

// decode takes the token apart: base64 of "AWS:<password>". It is not trusted to
// be whole, printable or alive.
func decode(token string, expires *time.Time) (credential.Credential, error) {
	data, err := base64.StdEncoding.DecodeString(token)
	name, password, found := strings.Cut(string(data), ":")
	if err != nil || !found || name != user || !tokenhttp.Plain(password) {
		return credential.Credential{}, fault.New(fault.Upstream,
			"Amazon returned an invalid token: try again, or check AWS_ENDPOINT_URL")
	}
	c := credential.Credential{Username: user, Secret: credential.Secret(password)}
	if expires == nil {
		return c, nil
	}
	now := time.Now()
	if !expires.After(now) {
		return c, fault.New(fault.Upstream, "Amazon returned a token that has already expired: check this machine's clock")
	}
	c.Expires = *expires
	if limit := now.Add(longest); c.Expires.After(limit) {
		c.Expires = limit
	}
	return c, nil
}
