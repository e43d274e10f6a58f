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

// parameters of a question to a service of the platform's own.
type parameters map[string]string

// withQuery adds them to an endpoint; those that are "" stay out.
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

// askService asks a service of the platform's own for a token: GET with headers,
// or POST with a form, as each of them wants it.
func askService(
	ctx context.Context, peer tokenhttp.Peer, client *http.Client, method, address, form string, headers map[string]string,
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

// endpoint reads the address of an app's token service. Azure puts it on this
// machine, or on a link-local address of which each kind of app has another
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

// local is tokenhttp.Direct for the one endpoint that a variable of the platform
// names: it goes to any link-local address, where Direct knows a few.
func local(limit time.Duration) *http.Client {
	transport := &http.Transport{DialContext: (&net.Dialer{Timeout: tokenhttp.ConnectFor}).DialContext, TLSHandshakeTimeout: tokenhttp.ConnectFor}
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

// bounded bounds the body of every reply.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	reply, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		reply.Body = tokenhttp.Bounded(reply.Body)
	}
	return reply, err
}
