// Package offline is what is known of GitHub's container registries without a
// request and without a program: whether a host is one of them, to which GitHub it
// belongs, and which token would be used for it.
package offline

import (
	"errors"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Registry is one container registry.
type Registry struct {
	Server     string // the GitHub whose tokens it takes, as gh names it
	Enterprise bool   // an Enterprise Server, which only a rule makes known
}

const (
	server  = "github.com"
	central = "ghcr.io"
	// before is what GitHub puts before its own name for the registry.
	before = "containers."
	tenant = ".ghe.com"
	old    = "docker.pkg.github.com"
)

// Match tells whether the name is a registry of GitHub's own.
func Match(name registry.Name) bool {
	_, ok := parse(name)
	return ok
}

// parse reads ghcr.io and, of enterprises with data residency,
// containers.<subdomain>.ghe.com, from end to end
// (https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-container-registry).
func parse(name registry.Name) (Registry, bool) {
	if !name.Standard() {
		return Registry{}, false
	}
	if name.Host == central {
		return Registry{Server: server}, true
	}
	if !ascii.HasPrefix(name.Host, before) {
		return Registry{}, false
	}
	sub := name.Host[len(before):]
	if !ascii.HasSuffix(sub, tenant) || !isLabel(sub[:len(sub)-len(tenant)]) {
		return Registry{}, false
	}
	return Registry{Server: sub}, true
}

// isLabel holds the form of a subdomain: letters, digits, and hyphens within.
func isLabel(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' && i > 0 && i < len(s)-1) {
			return false
		}
	}
	return s != ""
}

// Of is the registry of a name that matches or that a rule claims. What lies in a
// domain of GitHub's and is none of the registries above is never taken for an
// Enterprise Server: its tokens do not belong there.
func Of(name registry.Name) (Registry, error) {
	if r, ok := parse(name); ok {
		return r, nil
	}
	if name.Host == old && name.Standard() {
		return Registry{Server: server}, nil
	}
	for _, domain := range [...]string{central, "ghe.com", server} {
		if name.Host == domain || ascii.HasSuffix(name.Host, "."+domain) {
			return Registry{}, errors.New("a rule claims a host in " + domain + " that is no container registry of GitHub's: those are ghcr.io, containers.SUBDOMAIN.ghe.com and docker.pkg.github.com")
		}
	}
	r := Registry{Server: name.Host, Enterprise: true}
	if ascii.HasPrefix(r.Server, before) {
		r.Server = r.Server[len(before):]
	}
	return r, nil
}
