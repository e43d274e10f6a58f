// Package registry parses the name with which a client asks for a registry's credential,
// and determines which registry that name means.
//
// It exists because every later decision (which helper, which store entry, which cached
// token, which key of a dockercfg) must be based on one interpretation of the same bytes.
// A name is parsed completely before anything uses it. Hosts are compared label by label,
// anchored at both ends, and never by a prefix, a suffix or a regular expression (class
// of GO-2026-6225). This package does not know any provider except Docker Hub, because
// Docker's own key for it is a URL. Its imports are light, since the fast path also
// parses names (shared/ascii).
package registry

import (
	"errors"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// HubKey is the key that every client uses for Docker Hub's credential:
// https://github.com/docker/cli/blob/master/cli/command/registry.go
const HubKey = "https://index.docker.io/v1/"

// Hub is the result of Name.Registry for all names of Docker Hub.
const Hub = "index.docker.io"

// HubHosts returns the names of Docker Hub that clients ask for (docker, podman,
// containerd, crane and old documents). They share one identity. Pull-through caches ask
// for the host that issues Docker Hub's tokens
// (https://distribution.github.io/distribution/spec/auth/token/).
func HubHosts() []string {
	return []string{Hub, "docker.io", "registry-1.docker.io", "registry.hub.docker.com", "auth.docker.io"}
}

// Name is a parsed name. Host and Scheme are in lower case.
type Name struct {
	Asked  string // the original name, trimmed
	Scheme string // "", "https", "http" or another one
	Host   string // without port; an IPv6 address in brackets
	Port   string // "" or decimal, from 1 to 65535
	Path   string // "" or everything from the first slash on
}

// Parse parses `[scheme://]host[:port][/path]`. Its errors say what is wrong and never
// quote the name, since others may read the log.
func Parse(asked string) (Name, error) {
	n := Name{Asked: asked}
	if asked == "" {
		return n, errors.New("the server name is empty")
	}
	if !ascii.Printable(asked) {
		return n, errors.New("the server name has a character that is not printable ASCII")
	}
	rest := asked
	if scheme, after, ok := cutScheme(asked); ok {
		if !isScheme(scheme) {
			return n, errors.New("the server name's scheme is malformed")
		}
		n.Scheme, rest = ascii.Lower(scheme), after
	}
	for _, c := range []byte(`?#\%`) {
		if ascii.Index(rest, c) >= 0 {
			return n, errors.New(`the server name has a query, a fragment, a backslash or a percent sign`)
		}
	}
	authority := rest
	if i := ascii.Index(rest, '/'); i >= 0 {
		authority, n.Path = rest[:i], rest[i:]
	}
	if err := checkPath(n.Path); err != nil {
		return n, err
	}
	var err error
	n.Host, n.Port, err = splitAuthority(ascii.Lower(authority))
	return n, err
}

// cutScheme splits s at the first "://".
func cutScheme(s string) (scheme, rest string, found bool) {
	for i := 0; i+3 <= len(s); i++ {
		if s[i:i+3] == "://" {
			return s[:i], s[i+3:], true
		}
	}
	return "", s, false
}

func isScheme(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || !(s[i] >= '0' && s[i] <= '9' || s[i] == '+' || s[i] == '-' || s[i] == '.')) {
			return false
		}
	}
	return s != ""
}

// checkPath rejects segments that could lead to another path. One final slash is valid.
func checkPath(path string) error {
	if path == "" || path == "/" {
		return nil
	}
	rest := path[1:]
	if ascii.HasSuffix(rest, "/") {
		rest = rest[:len(rest)-1]
	}
	for more := true; more; {
		var segment string
		segment, rest, more = ascii.Cut(rest, '/')
		if segment == "" || segment == "." || segment == ".." {
			return errors.New("the server name's path has an empty or a dot segment")
		}
	}
	return nil
}

// TrailingDot reports whether the host is fully qualified (`ghcr.io.`). No client sends
// such a name and no certificate contains one, so it is valid but belongs to no registry.
func (n Name) TrailingDot() bool { return ascii.HasSuffix(n.Host, ".") }

// IsHub reports whether the name's host is one of Docker Hub's.
func (n Name) IsHub() bool {
	if n.Port != "" && n.Port != "443" || !n.overTLS() {
		return false
	}
	for _, host := range HubHosts() {
		if host == n.Host {
			return true
		}
	}
	return false
}

func (n Name) overTLS() bool { return n.Scheme == "" || n.Scheme == "https" }

// Whole reports whether the name means the registry itself, not a repository or another
// path on it.
func (n Name) Whole() bool {
	switch n.Path {
	case "", "/", "/v1", "/v1/", "/v2", "/v2/":
		return true
	}
	return false
}

// Registry returns the registry that the name means, as one string for all its spellings:
// `host` or `host:port` (the default port 443 is omitted), and Hub for all of Docker
// Hub's names. It is "" if the name means no registry that a client can reach: a scheme
// other than https, a trailing dot. Parsing the result and calling Registry returns the
// same string.
func (n Name) Registry() string {
	switch {
	case !n.overTLS(), n.TrailingDot():
		return ""
	case n.IsHub():
		return Hub
	case n.Port == "" || n.Port == "443":
		return n.Host
	}
	return n.Host + ":" + n.Port
}

// Key returns the name as a key of a dockercfg: `host[:port]` in lower case, or HubKey
// for all of Docker Hub's names, without scheme, `/v1/`, `/v2/` and a final slash. The
// port remains, even 443, since clients do not add it. A path that names a repository
// remains too.
func (n Name) Key() string {
	if n.IsHub() && n.Whole() {
		return HubKey
	}
	key := n.Host
	if n.Port != "" {
		key += ":" + n.Port
	}
	if n.Whole() {
		return key
	}
	path := n.Path
	if ascii.HasSuffix(path, "/") {
		path = path[:len(path)-1]
	}
	return key + path
}

// Loopback reports whether the host is on this machine: localhost, 127.0.0.0/8, ::1.
// Clients use such a registry without TLS by default, and no other.
func (n Name) Loopback() bool {
	if n.Host == "localhost" || n.Host == "[::1]" {
		return true
	}
	return isIPv4(n.Host) && ascii.HasPrefix(n.Host, "127.")
}

// HubSite reports whether the host is one of Docker Hub's web sites, which people mistake
// for its registry. No client pulls from one, and none looks for a login with its name.
func (n Name) HubSite() bool {
	switch n.Host {
	case "hub.docker.com", "cloud.docker.com", "store.docker.com", "www.docker.com", "docker.com", "app.docker.com":
		return true
	}
	return false
}

// Standard reports whether the registry uses TLS on the default port, as those of all
// clouds do.
func (n Name) Standard() bool { return n.Registry() != "" && (n.Port == "" || n.Port == "443") }
