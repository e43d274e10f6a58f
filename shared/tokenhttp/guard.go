package tokenhttp

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// Proxy returns the proxy for a request, or nil.
type Proxy func(*http.Request) (*url.URL, error)

// NoProxy returns nil for every request.
func NoProxy(*http.Request) (*url.URL, error) { return nil, nil }

// Guard wraps a transport's Proxy function, which the transport calls once for every
// request, before it connects. So it also sees requests that a library makes itself. It
// refuses redirects and requests without TLS, and requests to the platform's own
// addresses bypass the proxy.
func Guard(proxy Proxy) Proxy {
	return func(r *http.Request) (*url.URL, error) {
		if r.Response != nil { // set on a request that follows a redirect
			return nil, fault.New(fault.Upstream,
				"the endpoint answered with a redirect, and redirects are not followed: "+
					"check the endpoint and the proxy")
		}
		if err := CheckURL(r.URL); err != nil {
			return nil, err
		}
		if linkLocal(r.URL.Hostname()) {
			return nil, nil
		}
		return proxy(r)
	}
}

// ParseURL parses an endpoint that the user configured. what is its variable or its key
// in a file. The errors do not quote it, since it may contain a login.
func ParseURL(text, what string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, fault.New(fault.Config, "%s is not a valid endpoint: use a URL such as https://host/path", what)
	}
	return u, CheckURL(u)
}

// CheckURL accepts TLS, and plain HTTP to this machine and to the platforms' services at
// link-local addresses.
func CheckURL(u *url.URL) error {
	if u.Scheme == "https" || u.Scheme == "http" && (loopback(u.Hostname()) || linkLocal(u.Hostname())) {
		return nil
	}
	return fault.New(fault.Config, "the endpoint %s does not use TLS: use https://", fault.Printable(u.Host, 100))
}

func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// linkLocal reports whether host is a metadata service of EC2, Google or Azure, or of ECS
// or EKS.
func linkLocal(host string) bool {
	switch strings.ToLower(host) {
	case "169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "fd00:ec2::254", "fd20:ce::254":
		return true
	}
	return false
}
