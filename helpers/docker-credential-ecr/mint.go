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

const user = "AWS"

// mint requests a token with the session's credentials.
func mint(ctx context.Context, s session) (credential.Credential, error) {
	if s.uncached.keys.HasKeys() {
		s.cfg.Credentials = credentials.StaticCredentialsProvider{Value: s.uncached.keys}
	}
	given, err := ask(ctx, s.cfg, s.registry)
	switch {
	case err != nil:
		return credential.Credential{}, s.explain(ctx, err)
	case given == nil:
		return credential.Credential{}, fault.New(fault.Upstream, "Amazon's response contains no token: try again")
	}
	return decode(aws.ToString(given.Token), given.Expires)
}

// ask calls GetAuthorizationToken of the registry's service.
func ask(ctx context.Context, cfg aws.Config, r ecr.Registry) (*api.Authorization, error) {
	client := api.New(cfg, r.Public)
	if err := checkEndpoint(client.Endpoint.Base); err != nil {
		return nil, err
	}
	// The registry's name may require FIPS or dual stack although no setting does.
	client.Endpoint.FIPS = client.Endpoint.FIPS || r.FIPS
	client.Endpoint.DualStack = client.Endpoint.DualStack || r.DualStack
	return client.Token(ctx)
}

// decode parses the token, which is base64 of "AWS:<password>". It checks that the
// token is complete, printable and not expired.
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
		return c, fault.New(fault.Upstream,
			"Amazon returned a token that has already expired: check this machine's clock")
	}
	c.Expires = *expires
	if limit := now.Add(tokenhttp.MaxLife); c.Expires.After(limit) {
		c.Expires = limit
	}
	return c, nil
}
