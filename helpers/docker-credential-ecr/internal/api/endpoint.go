package api

import (
	"context"
	"errors"
	"net/url"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Endpoint says where the request goes.
type Endpoint struct {
	Base            *string // set by the user
	FIPS, DualStack bool    // otherwise, the variant of Amazon's host name
}

// configured returns the endpoint that variables and the profile set, in the SDK's
// order: a general endpoint in the environment overrides one for this service in a
// profile.
func (s service) configured(cfg aws.Config) Endpoint {
	e := Endpoint{Base: cfg.BaseEndpoint}
	_, general := os.LookupEnv("AWS_ENDPOINT_URL")
	_, special := os.LookupEnv("AWS_ENDPOINT_URL_" + strings.ReplaceAll(s.id, " ", "_"))
	ignored, _, _ := config.GetIgnoreConfiguredEndpoints(context.Background(), cfg.ConfigSources)
	if !ignored && (special || !general) {
		if base, found := first(cfg.ConfigSources, func(p baseOf) (string, bool, error) {
			return p.GetServiceBaseEndpoint(context.Background(), s.id)
		}); found {
			e.Base = &base
		}
	}
	fips, _ := first(cfg.ConfigSources, func(p fipsOf) (aws.FIPSEndpointState, bool, error) {
		return p.GetUseFIPSEndpoint(context.Background())
	})
	dualStack, _ := first(cfg.ConfigSources, func(p dualStackOf) (aws.DualStackEndpointState, bool, error) {
		return p.GetUseDualStackEndpoint(context.Background())
	})
	e.FIPS, e.DualStack = fips == aws.FIPSEndpointStateEnabled, dualStack == aws.DualStackEndpointStateEnabled
	return e
}

// The SDK's configuration sources implement these methods.
type (
	baseOf interface {
		GetServiceBaseEndpoint(context.Context, string) (string, bool, error)
	}
	fipsOf interface {
		GetUseFIPSEndpoint(context.Context) (aws.FIPSEndpointState, bool, error)
	}
	dualStackOf interface {
		GetUseDualStackEndpoint(context.Context) (aws.DualStackEndpointState, bool, error)
	}
)

// first returns the value of the first source that has one.
func first[P, V any](sources []any, get func(P) (V, bool, error)) (value V, found bool) {
	for _, source := range sources {
		if p, ok := source.(P); ok {
			if value, found, err := get(p); err != nil || found {
				return value, err == nil
			}
		}
	}
	return value, false
}

// address returns the endpoint's URL. Amazon's own host names are
//
//	api.ecr.<region>.amazonaws.com         ecr.<region>.api.aws        with dual stack
//	api.ecr-fips.<region>.amazonaws.com    ecr-fips.<region>.api.aws
//
// and the like with ecr-public.
func (c *Client) address(ctx context.Context) (*url.URL, error) {
	if c.Endpoint.Base != nil {
		return url.Parse(*c.Endpoint.Base)
	}
	host := c.service.name
	if c.Endpoint.FIPS {
		host += "-fips"
	}
	// The public registry has no host name for dual stack together with FIPS.
	if !c.Endpoint.DualStack || c.Endpoint.FIPS && c.service.public {
		host = "api." + host
	}
	suffix, err := c.suffix(ctx)
	return &url.URL{Scheme: "https", Host: host + "." + c.cfg.Region + "." + suffix}, err
}

var errRegion = errors.New("the region has no endpoint of its own")

// suffix returns the domain of the region's partition. It derives it from the STS
// host name, since STS exists in every region and partition and its client is linked
// anyway. So Amazon's own list of partitions decides.
func (c *Client) suffix(ctx context.Context) (string, error) {
	found, err := sts.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx, sts.EndpointParameters{
		Region: &c.cfg.Region, UseDualStack: &c.Endpoint.DualStack,
	})
	suffix, ok := strings.CutPrefix(found.URI.Host, "sts."+c.cfg.Region+".")
	if err == nil && !ok {
		err = errRegion
	}
	return suffix, err
}
