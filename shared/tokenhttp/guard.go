package tokenhttp

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// Proxy chooses the proxy for a request; nil is none.
type Proxy func(*http.Request) (*url.URL, error)

// NoProxy is none for any request.
func NoProxy(*http.Request) (*url.URL, error) { return nil, nil }

// Guard stands where a transport chooses a proxy, which it does once for every
// request, before it connects: so it also sees what a library does by itself. A
// redirect and a request without TLS are refused there, and the platform's own
// addresses are asked directly.
func Guard(proxy Proxy) Proxy {
	return func(r *http.Request) (*url.URL, error) {
		if r.Response != nil { // set on what follows a redirect
			return nil, fault.New(fault.Upstream, "the endpoint answered with a redirect, and redirects are not followed: check the endpoint and the proxy")
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

// ParseURL reads an endpoint of the user's. what names it: a variable, or a key
// in a file. Its errors do not quote it, since it may hold a login.
func ParseURL(text, what string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, fault.New(fault.Config, "%s is not a valid endpoint: use a URL such as https://host/path", what)
	}
	return u, CheckURL(u)
}

// CheckURL allows TLS, and plain HTTP to this machine and to the services that
// the platforms have at link-local addresses.
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

// linkLocal are the metadata services of EC2, Google and Azure, and those of ECS
// and EKS.
func linkLocal(host string) bool {
	switch strings.ToLower(host) {
	case "169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "fd00:ec2::254", "fd20:ce::254":
		return true
	}
	return false
}
