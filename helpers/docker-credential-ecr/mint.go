package main

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsecr "github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecrpublic"

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
	token, expires, err := ask(ctx, s.cfg, s.registry)
	if err != nil {
		return credential.Credential{}, s.explain(ctx, err)
	}
	return decode(token, expires)
}

// ask calls GetAuthorizationToken of the registry's service.
func ask(ctx context.Context, cfg aws.Config, r ecr.Registry) (token string, expires *time.Time, err error) {
	if r.Public {
		client := ecrpublic.NewFromConfig(cfg)
		if err := checkEndpoint(client.Options().BaseEndpoint); err != nil {
			return "", nil, err
		}
		out, err := client.GetAuthorizationToken(ctx, &ecrpublic.GetAuthorizationTokenInput{})
		if err != nil || out.AuthorizationData == nil {
			return "", nil, orEmpty(err)
		}
		return aws.ToString(out.AuthorizationData.AuthorizationToken), out.AuthorizationData.ExpiresAt, nil
	}
	client := awsecr.NewFromConfig(cfg, func(o *awsecr.Options) { endpoint(o, r) })
	if err := checkEndpoint(client.Options().BaseEndpoint); err != nil {
		return "", nil, err
	}
	out, err := client.GetAuthorizationToken(ctx, &awsecr.GetAuthorizationTokenInput{})
	if err != nil || len(out.AuthorizationData) == 0 {
		return "", nil, orEmpty(err)
	}
	data := out.AuthorizationData[0]
	return aws.ToString(data.AuthorizationToken), data.ExpiresAt, nil
}

func orEmpty(err error) error {
	if err == nil {
		err = fault.New(fault.Upstream, "Amazon answered without a token: try again")
	}
	return err
}

// endpoint leads to the API that belongs to the host's form. An endpoint that
// the user set is taken as it is: the SDK refuses it together with these.
func endpoint(o *awsecr.Options, r ecr.Registry) {
	if o.BaseEndpoint != nil {
		o.EndpointOptions.UseFIPSEndpoint = aws.FIPSEndpointStateDisabled
		o.EndpointOptions.UseDualStackEndpoint = aws.DualStackEndpointStateDisabled
		return
	}
	if r.FIPS {
		o.EndpointOptions.UseFIPSEndpoint = aws.FIPSEndpointStateEnabled
	}
	if r.DualStack {
		o.EndpointOptions.UseDualStackEndpoint = aws.DualStackEndpointStateEnabled
	}
}

// decode takes the token apart: base64 of "AWS:<password>". It is not trusted to
// be whole, printable or alive.
func decode(token string, expires *time.Time) (credential.Credential, error) {
	data, err := base64.StdEncoding.DecodeString(token)
	name, password, found := strings.Cut(string(data), ":")
	if err != nil || !found || name != user || !tokenhttp.Plain(password) {
		return credential.Credential{}, fault.New(fault.Upstream, "Amazon returned an invalid token: try again, or check AWS_ENDPOINT_URL")
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
