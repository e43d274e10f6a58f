package main

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// parameters are the query of a request to one of the platform's services.
type parameters map[string]string

// withQuery adds the parameters that are not empty to an endpoint.
func (p parameters) withQuery(endpoint *url.URL) string {
	u := *endpoint
	query := u.Query()
	for name, value := range p {
		if value != "" {
			query.Set(name, value)
		}
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// askService requests a token from one of the platform's services: GET with headers, or POST
// with a form, depending on the service.
func askService(
	ctx context.Context, peer tokenhttp.Peer, client *http.Client,
	method, address, form string, headers map[string]string,
) (tokenhttp.Reply, error) {
	return peer.Ask(ctx, client, func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form))
		if err != nil {
			return nil, fault.New(fault.Config, "%s is not a valid URL: fix or unset it", peer.Check)
		}
		for name, value := range headers {
			request.Header.Set(name, value)
		}
		if form != "" {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		return request, nil
	})
}

// endpoint parses the address of an app's token service. Azure puts it on loopback, or on a
// link-local address that differs between kinds of apps
// (https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference).
func endpoint(value, name string) (*url.URL, error) {
	u, err := url.Parse(value)
	if err == nil && u.Scheme == "http" && linkLocal(u) {
		return u, nil
	}
	return tokenhttp.ParseURL(value, name)
}

func linkLocal(u *url.URL) bool {
	address, err := netip.ParseAddr(u.Hostname())
	return err == nil && address.IsLinkLocalUnicast()
}

// local returns a client like tokenhttp.Direct for the endpoint in a platform's variable. It
// allows any link-local address, while Direct allows only a few.
func local(limit time.Duration) *http.Client {
	transport := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: tokenhttp.ConnectFor}).DialContext,
		TLSHandshakeTimeout: tokenhttp.ConnectFor,
	}
	tokenhttp.Limit(transport, tokenhttp.NoProxy)
	guard := transport.Proxy
	transport.Proxy = func(r *http.Request) (*url.URL, error) {
		if r.Response == nil && r.URL.Scheme == "http" && linkLocal(r.URL) {
			return nil, nil
		}
		return guard(r)
	}
	return &http.Client{
		Timeout: limit, Transport: bounded{transport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// bounded limits the size of every response body.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	reply, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		reply.Body = tokenhttp.Bounded(reply.Body)
	}
	return reply, err
}
