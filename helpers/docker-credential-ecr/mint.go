package main

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecrpublic"
	"github.com/awslabs/amazon-ecr-credential-helper/ecr-login/api"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-ecr/internal/offline"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

const (
	user    = "AWS"
	longest = 12 * time.Hour // what Amazon gives
)

// mint makes a token. Account, region and FIPS are Amazon's own reading of the
// host, since Amazon keeps the list of its partitions; what offline.Parse adds is
// the suffix, which says whether the API is dual-stack.
func mint(ctx context.Context, name registry.Name, u rule.Rule) (credential.Credential, error) {
	r, err := registryOf(name, u)
	if err != nil {
		return credential.Credential{}, err
	}
	id, err := offline.Find(r, u)
	if err != nil {
		return credential.Credential{}, fault.New(fault.Config, "%w", err)
	}
	if err := present(ctx, id, r); err != nil {
		return credential.Credential{}, err
	}
	cfg, err := load(ctx, id, r)
	if err != nil {
		return credential.Credential{}, explain(ctx, err, id, r)
	}
	if endpoint := offline.Endpoint(u); endpoint != "" {
		cfg.BaseEndpoint = &endpoint
	}
	token, expires, err := ask(ctx, cfg, r)
	if err != nil {
		return credential.Credential{}, explain(ctx, err, id, r)
	}
	return decode(token, expires, id.Words)
}

func registryOf(name registry.Name, u rule.Rule) (offline.Registry, error) {
	r, err := offline.Of(name, u)
	if err != nil {
		return r, fault.New(fault.Config, "%w", err)
	}
	if r.Claimed {
		return r, nil
	}
	theirs, err := api.ExtractRegistry(name.Host)
	if err != nil {
		return r, fault.New(fault.Config, "this registry's name is not known to Amazon's own library: update this program")
	}
	if !r.Public {
		r.Account, r.Region, r.FIPS = theirs.ID, theirs.Region, theirs.FIPS
	}
	return r, nil
}

// ask calls GetAuthorizationToken of the registry's service.
func ask(ctx context.Context, cfg aws.Config, r offline.Registry) (token string, expires *time.Time, err error) {
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
	client := ecr.NewFromConfig(cfg, func(o *ecr.Options) { endpoint(o, r) })
	if err := checkEndpoint(client.Options().BaseEndpoint); err != nil {
		return "", nil, err
	}
	out, err := client.GetAuthorizationToken(ctx, &ecr.GetAuthorizationTokenInput{})
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
func endpoint(o *ecr.Options, r offline.Registry) {
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
func decode(token string, expires *time.Time, words string) (credential.Credential, error) {
	data, err := base64.StdEncoding.DecodeString(token)
	name, password, found := strings.Cut(string(data), ":")
	if err != nil || !found || name != user || !tokenhttp.Plain(password) {
		return credential.Credential{}, fault.New(fault.Upstream, "Amazon answered with a token that is none: try again, or check AWS_ENDPOINT_URL")
	}
	c := credential.Credential{Username: user, Secret: credential.Secret(password), Source: words}
	if expires == nil {
		return c, nil
	}
	now := time.Now()
	if !expires.After(now) {
		return c, fault.New(fault.Upstream, "Amazon answered with a token that has ended already: check this machine's clock")
	}
	c.Expires = *expires
	if limit := now.Add(longest); c.Expires.After(limit) {
		c.Expires = limit
	}
	return c, nil
}
