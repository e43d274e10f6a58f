package main

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// metadata calls the EC2 instance's metadata service: version 2 only, no proxy, one
// second to show that it exists, then two seconds per call. The SDK's client is created
// at first use, because the profile may change the service's address.
type metadata struct {
	client      func() *imds.Client
	first, more *http.Client // the clients for the first and for later calls; one connection pool
	absent      bool         // no service, or one without tokens: this is not an instance
	status      int          // of the last response; the SDK's errors do not give access to it
}

func (s *session) metadata() *metadata {
	m := &metadata{more: tokenhttp.Direct(tokenhttp.MetadataFor)}
	first := *m.more
	first.Timeout = tokenhttp.ProvenFor
	m.first, m.client = &first, sync.OnceValue(func() *imds.Client {
		return imds.NewFromConfig(s.cfg, func(o *imds.Options) {
			o.HTTPClient, o.EnableFallback, o.Retryer = m, aws.FalseTernary, aws.NopRetryer{}
		})
	})
	return m
}

// GetMetadata implements the interface of the SDK's role provider.
func (m *metadata) GetMetadata(
	ctx context.Context, in *imds.GetMetadataInput, options ...func(*imds.Options),
) (*imds.GetMetadataOutput, error) {
	return m.client().GetMetadata(ctx, in, options...)
}

// Do implements the HTTP client of the SDK's metadata client. The request for the
// service's session token comes first and is the only PUT.
func (m *metadata) Do(request *http.Request) (*http.Response, error) {
	client, first := m.more, request.Method == http.MethodPut
	if first {
		client = m.first
	}
	reply, err := client.Do(request)
	var ours *fault.Error
	switch {
	case err == nil:
		m.status = reply.StatusCode
		// Turned off, or another service has that address: public images need no identity.
		m.absent = first && (m.status == http.StatusNotFound || m.status == http.StatusForbidden ||
			m.status == http.StatusMethodNotAllowed)
	case first:
		m.absent = request.Context().Err() == nil && !errors.As(err, &ours)
	}
	return reply, err
}

// explain says why a real instance returned no credentials.
func (m *metadata) explain() error {
	switch {
	case m.status == http.StatusUnauthorized || m.status == http.StatusForbidden:
		return fault.New(fault.Denied, "this instance's metadata service refuses to answer (status %d): "+
			"run `aws ec2 modify-instance-metadata-options --http-endpoint enabled`, or configure a profile", m.status)
	case m.status >= 500 || m.status == http.StatusTooManyRequests:
		return fault.New(fault.Upstream, "this instance's metadata service answered with status %d: try again",
			m.status)
	}
	return fault.New(fault.NoIdentity, "this instance has no role: attach one, or configure a profile")
}
