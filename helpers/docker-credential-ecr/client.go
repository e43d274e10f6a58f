package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/dockercfg/dockercfg/shared/fault"
)

const (
	connectFor  = 5 * time.Second
	firstByte   = 20 * time.Second // an exchange may take long: others wait for this one meanwhile
	metadataFor = 2 * time.Second
	maxHeader   = 64 << 10
	maxReply    = 1 << 20
)

// client is the SDK's own, since that is the only one that takes AWS_CA_BUNDLE
// and a profile's ca_bundle. It follows redirects of the kinds 307 and 308; that
// and requests without TLS are refused where the transport chooses a proxy,
// which it does once for every request, before it connects.
func client() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = connectFor }).
		WithTransportOptions(func(t *http.Transport) {
			t.MaxResponseHeaderBytes = maxHeader
			t.ResponseHeaderTimeout = firstByte
			t.Proxy = guard(http.ProxyFromEnvironment)
			t.OnProxyConnectResponse = func(_ context.Context, proxy *url.URL, _ *http.Request, reply *http.Response) error {
				if reply.StatusCode == http.StatusOK {
					return nil
				}
				return fault.New(fault.Proxy, "the proxy %s does not let this through (status %d): check HTTPS_PROXY and NO_PROXY", fault.Printable(proxy.Host, 100), reply.StatusCode)
			}
		})
}

// direct is client for the link-local services of the platform, which no proxy
// may see.
func direct(limit time.Duration) *awshttp.BuildableClient {
	return client().WithTimeout(limit).WithTransportOptions(func(t *http.Transport) {
		t.Proxy = guard(func(*http.Request) (*url.URL, error) { return nil, nil })
	})
}

func guard(proxy func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		if r.Response != nil { // set on what follows a redirect
			return nil, fault.New(fault.Upstream, "Amazon's endpoint answered with a redirect, which is not followed: check AWS_ENDPOINT_URL and the proxy")
		}
		if err := checkURL(r.URL); err != nil {
			return nil, err
		}
		if linkLocal(r.URL.Hostname()) {
			return nil, nil
		}
		return proxy(r)
	}
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
	return checkURL(u)
}

// checkURL allows TLS, and plain HTTP to this machine and to the services that
// the platform has at link-local addresses.
func checkURL(u *url.URL) error {
	if u.Scheme == "https" || u.Scheme == "http" && (loopback(u.Hostname()) || linkLocal(u.Hostname())) {
		return nil
	}
	return fault.New(fault.Config, "the endpoint %s has no TLS: begin it with https://", fault.Printable(u.Host, 100))
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// linkLocal are the services of EC2, ECS and EKS.
func linkLocal(host string) bool {
	switch strings.ToLower(host) {
	case "169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "fd00:ec2::254":
		return true
	}
	return false
}

// boundedReplies keeps every reply's body below a bound, counted after
// decompression.
func boundedReplies() []func(*middleware.Stack) error {
	bound := middleware.DeserializeMiddlewareFunc("BoundedReply", func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		if reply, ok := out.RawResponse.(*smithyhttp.Response); ok && reply.Response != nil && reply.Body != nil {
			reply.Body = &bounded{ReadCloser: reply.Body, left: maxReply}
		}
		return out, metadata, err
	})
	return []func(*middleware.Stack) error{func(s *middleware.Stack) error { return s.Deserialize.Add(bound, middleware.After) }}
}

// bounded is a body that fails beyond its bound, where a cut one could pass for
// a whole one.
type bounded struct {
	io.ReadCloser
	left int
}

var errTooLong = errors.New("the reply is longer than 1 MiB")

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
