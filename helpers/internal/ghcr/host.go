// Package ghcr is the light half of docker-credential-ghcr: which hosts are GitHub's
// container registries, and which variables can decide. It imports light packages
// alone (shared/ascii). Which token would be used is not known here.
package ghcr

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Program is the name of the helper.
const Program = "docker-credential-ghcr"

// Provider is GitHub's container registry to the frame. Nothing of it is kept: the
// variables tell apart those who wait for one another.
func Provider() warm.Provider {
	return warm.Provider{
		Name: Program, Match: Match,
		Variables: []string{"GH_*", "GITHUB_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "GITHUB_ACTOR", "GITHUB_ACTIONS", "GITHUB_SERVER_URL", "PATH"},
		Listed:    func() []string { return []string{Central} },
		Given:     func() bool { return tokencache.Set("GH_*", "GITHUB_TOKEN", "GITHUB_ENTERPRISE_TOKEN") },
	}
}

// Registry is one container registry.
type Registry struct {
	Server     string // the GitHub whose tokens it takes, as gh names it
	Enterprise bool   // an Enterprise Server, which only a rule makes known
}

const (
	// Server is the GitHub of Central, the registry for everybody.
	Server  = "github.com"
	Central = "ghcr.io"
	// Before is what GitHub puts before its own name for the registry.
	Before = "containers."
	tenant = ".ghe.com"
)

// Match tells whether the name is a registry of GitHub's own.
func Match(name registry.Name) bool {
	_, ok := Parse(name)
	return ok
}

// Parse reads ghcr.io and, of enterprises with data residency,
// containers.<subdomain>.ghe.com, from end to end
// (https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-container-registry).
func Parse(name registry.Name) (Registry, bool) {
	if !name.Standard() {
		return Registry{}, false
	}
	if name.Host == Central {
		return Registry{Server: Server}, true
	}
	if !ascii.HasPrefix(name.Host, Before) {
		return Registry{}, false
	}
	sub := name.Host[len(Before):]
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
