package tokenhttp

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// requested returns the URL of the failed request, or an example URL if the error does
// not contain it.
func requested(err error) *url.URL {
	var failed *url.Error
	if errors.As(err, &failed) {
		if u, bad := url.Parse(failed.URL); bad == nil && u.Host != "" {
			return u
		}
	}
	return &url.URL{Scheme: "https", Host: "host.invalid"}
}

// setting is the variable from which net/http takes the proxy for a URL.
type setting struct {
	variable, value string   // "" if none is set
	used            *url.URL // nil if no proxy is used
}

// settingFor asks net/http for the proxy. net/http also decides which of two spellings of
// a variable takes precedence: it is the one whose proxy is used.
func settingFor(u *url.URL) setting {
	s := setting{}
	s.used, _ = http.ProxyFromEnvironment(&http.Request{URL: u})
	name := u.Scheme + "_proxy"
	for _, spelling := range []string{strings.ToUpper(name), name} {
		if value := os.Getenv(spelling); value != "" && same(proxyIn(value, u), s.used) {
			s.variable, s.value = spelling, value
			break
		}
	}
	return s
}

// proxyIn returns the proxy that net/http would use for a URL if the variable had this
// value.
func proxyIn(value string, u *url.URL) *url.URL {
	config := httpproxy.Config{HTTPProxy: value, HTTPSProxy: value, NoProxy: noProxy()}
	proxy, _ := config.ProxyFunc()(u)
	return proxy
}

func noProxy() string {
	if value := os.Getenv("NO_PROXY"); value != "" {
		return value
	}
	return os.Getenv("no_proxy")
}

func same(a, b *url.URL) bool {
	return a == nil && b == nil || a != nil && b != nil && a.String() == b.String()
}

// direct reports whether no variable can select a proxy for a URL: it is on this machine
// or a platform's service, or NO_PROXY names it.
func direct(u *url.URL) bool { return linkLocal(u.Hostname()) || proxyIn("proxy.invalid", u) == nil }

// misread returns an error if net/http does not interpret a proxy variable as it was
// meant. net/http ignores a value that is not a URL, and takes the text before a "#" or
// "/" in a password for the host. Then the request fails for another reason.
func misread(u *url.URL) error {
	if direct(u) {
		return nil
	}
	s := settingFor(u)
	if s.variable == "" || s.used != nil && (s.used.User != nil || !strings.Contains(s.value, "@")) {
		return nil
	}
	return fault.New(fault.Config, "%s is not a valid URL, so its proxy is not used", s.variable).
		WithHint("in its user name and password write %% as %%25, # as %%23, / as %%2F, ? as %%3F and @ as %%40")
}

// advice returns what to check if a host cannot be reached: a proxy variable that is not
// read for it, or the network.
func advice(u *url.URL) string {
	if s := settingFor(u); s.variable != "" && s.used != nil {
		return "check the network and the proxy in " + s.variable
	}
	if direct(u) {
		return "check the network"
	}
	for _, other := range []string{"ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"} {
		if os.Getenv(other) != "" {
			return "set HTTPS_PROXY, since " + other + " is not read for https"
		}
	}
	return "check the network, or set HTTPS_PROXY where a proxy is needed"
}
