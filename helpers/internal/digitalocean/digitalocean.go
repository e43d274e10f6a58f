// Package digitalocean is the light half of docker-credential-digitalocean: which host is
// DigitalOcean's registry, and which variables can influence its tokens. It imports only light
// packages (shared/ascii).
package digitalocean

import (
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/warm"
)

const (
	// Host is the registry of all accounts.
	Host = "registry.digitalocean.com"
	// realm issues its tokens, as the registry's challenge says.
	realm = "api.digitalocean.com"
)

// Match reports whether the name is that registry, or the host that issues its tokens, with TLS and
// the default port.
func Match(name registry.Name) bool {
	return name.Standard() && (name.Host == Host || name.Host == realm)
}

// Realm returns the registry for which the host issues tokens; ok is false for any other host.
func Realm(name registry.Name) (registry.Name, bool) {
	return registry.Name{Asked: Host, Host: Host}, name.Standard() && name.Host == realm
}

// Provider returns the light half for package warm. The API token is in a variable; doctl's files
// are not read.
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-digitalocean", Match: Match, Logins: true, Variables: []string{"DIGITALOCEAN_*"},
	}
}
