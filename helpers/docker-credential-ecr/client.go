package main

import (
	"context"
	"net"
	"net/http"
	"net/url"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// amazon is who is asked.
var amazon = tokenhttp.Peer{Name: "Amazon's endpoint", Check: "AWS_ENDPOINT_URL and the proxy", Bundle: "AWS_CA_BUNDLE"}

// client is the SDK's own, since that is the only one that takes AWS_CA_BUNDLE
// and a profile's ca_bundle. It follows redirects of the kinds 307 and 308; the
// guard refuses them.
func client() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = tokenhttp.ConnectFor }).
		WithTransportOptions(func(t *http.Transport) { tokenhttp.Limit(t, http.ProxyFromEnvironment) })
}

// checkEndpoint refuses an endpoint of the user's that is not one.
func checkEndpoint(endpoint *string) error {
	if endpoint == nil {
		return nil
	}
	u, err := url.Parse(*endpoint)
	if err != nil || u.Host == "" {
		return fault.New(fault.Config, "the endpoint set for Amazon is no URL: mend AWS_ENDPOINT_URL, or endpoint_url in ~/.aws/config")
	}
	return tokenhttp.CheckURL(u)
}

// boundedReplies keeps every reply's body below a bound, counted after
// decompression.
func boundedReplies() []func(*middleware.Stack) error {
	bound := middleware.DeserializeMiddlewareFunc("BoundedReply", func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		if reply, ok := out.RawResponse.(*smithyhttp.Response); ok && reply.Response != nil && reply.Body != nil {
			reply.Body = tokenhttp.Bounded(reply.Body)
		}
		return out, metadata, err
	})
	return []func(*middleware.Stack) error{func(s *middleware.Stack) error { return s.Deserialize.Add(bound, middleware.After) }}
}
