// Package ghcr is the light half of docker-credential-ghcr: which hosts are GitHub's container
// registries, and which variables can influence the credential. It imports only light packages
// (shared/ascii). It does not resolve the token.
package ghcr

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Program is the name of the helper.
const Program = "docker-credential-ghcr"

// Provider returns the light half for package warm. No token is cached; processes with the same
// variables wait for one another.
func Provider() warm.Provider {
	return warm.Provider{
		Name: Program, Match: Match,
		Variables: []string{
			"GH_*", "GITHUB_TOKEN", "GITHUB_ENTERPRISE_TOKEN",
			"GITHUB_ACTOR", "GITHUB_ACTIONS", "GITHUB_SERVER_URL", "PATH",
		},
		Listed: func() []string { return []string{Central} },
		Given:  func() bool { return tokencache.AnySet("GH_*", "GITHUB_TOKEN", "GITHUB_ENTERPRISE_TOKEN") },
	}
}

// Registry is a container registry of GitHub's.
type Registry struct {
	Server     string // the GitHub whose tokens it accepts, under gh's name
	Enterprise bool   // an Enterprise Server, which needs a rule
}

const (
	// Server is the GitHub of Central, the public registry.
	Server  = "github.com"
	Central = "ghcr.io"
	// Before is the prefix of GitHub's own host name in the registry's.
	Before = "containers."
	tenant = ".ghe.com"
)

// Match reports whether the name is a registry of GitHub's own.
func Match(name registry.Name) bool {
	_, ok := Parse(name)
	return ok
}

// Parse parses ghcr.io and, for enterprises with data residency, containers.<subdomain>.ghe.com, as a
// whole
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

// isLabel reports whether s is a subdomain: letters, digits, and hyphens in between.
func isLabel(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' && i > 0 && i < len(s)-1) {
			return false
		}
	}
	return s != ""
}
