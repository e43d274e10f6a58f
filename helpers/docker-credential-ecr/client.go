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

// amazon describes Amazon's endpoints in errors.
var amazon = tokenhttp.Peer{
	Name: "Amazon's endpoint", Check: "AWS_ENDPOINT_URL and the proxy", Bundle: "AWS_CA_BUNDLE",
}

// client returns the SDK's own HTTP client, because only that one honours
// AWS_CA_BUNDLE and a profile's ca_bundle. It follows redirects with status 307
// and 308, which tokenhttp.Guard refuses.
func client() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = tokenhttp.ConnectFor }).
		WithTransportOptions(func(t *http.Transport) { tokenhttp.Limit(t, http.ProxyFromEnvironment) })
}

// checkEndpoint reports an error if the user's endpoint is not a URL.
func checkEndpoint(endpoint *string) error {
	if endpoint == nil {
		return nil
	}
	u, err := url.Parse(*endpoint)
	if err != nil || u.Host == "" {
		return fault.New(fault.Config, "the endpoint set for Amazon is not a valid URL: "+
			"correct AWS_ENDPOINT_URL, or endpoint_url in ~/.aws/config")
	}
	return tokenhttp.CheckURL(u)
}

// boundedReplies limits the size of every response body, counted after
// decompression.
func boundedReplies() []func(*middleware.Stack) error {
	bound := middleware.DeserializeMiddlewareFunc("BoundedReply", func(
		ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
	) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		if reply, ok := out.RawResponse.(*smithyhttp.Response); ok && reply.Response != nil && reply.Body != nil {
			reply.Body = tokenhttp.Bounded(reply.Body)
		}
		return out, metadata, err
	})
	return []func(*middleware.Stack) error{
		func(s *middleware.Stack) error { return s.Deserialize.Add(bound, middleware.After) },
	}
}
