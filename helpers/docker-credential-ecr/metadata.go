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

// metadata is the instance's own service: version 2 alone, no proxy, one second to
// show that it is there, then two seconds a call. The SDK's client is made when it
// is first used, since the profile may say where the service is.
type metadata struct {
	client      func() *imds.Client
	first, more *http.Client // with one pool of connections
	absent      bool         // no service, or one without tokens: this is not an instance
	status      int          // of its last answer; the SDK's errors do not lead to it
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

// GetMetadata is called by the SDK's provider of the role's credentials.
func (m *metadata) GetMetadata(
	ctx context.Context, in *imds.GetMetadataInput, options ...func(*imds.Options),
) (*imds.GetMetadataOutput, error) {
	return m.client().GetMetadata(ctx, in, options...)
}

// Do is called by the SDK's client. Its request for the service's own token comes
// first and is the only PUT.
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
		// Turned off, or another service at that address: public images need no identity.
		m.absent = first && (m.status == http.StatusNotFound || m.status == http.StatusForbidden ||
			m.status == http.StatusMethodNotAllowed)
	case first:
		m.absent = request.Context().Err() == nil && !errors.As(err, &ours)
	}
	return reply, err
}

// explain says why an instance that is one gives no credentials.
func (m *metadata) explain() error {
	switch {
	case m.status == http.StatusUnauthorized || m.status == http.StatusForbidden:
		return fault.New(fault.Denied, "this instance's metadata service refuses to answer (status %d): "+
			"turn it on with `aws ec2 modify-instance-metadata-options --http-endpoint enabled`, or configure a "+
			"profile", m.status)
	case m.status >= 500 || m.status == http.StatusTooManyRequests:
		return fault.New(fault.Upstream, "this instance's metadata service answered with status %d: try again", m.status)
	}
	return fault.New(fault.NoIdentity, "the instance has no role that its metadata service tells of: attach one, or "+
		"configure a profile")
}
