// Package digitalocean is the light half of docker-credential-digitalocean: which host
// is DigitalOcean's registry, and which variables can decide about its tokens. It
// imports light packages alone (shared/ascii).
package digitalocean

import (
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/warm"
)

const (
	// Host is the registry of all accounts.
	Host = "registry.digitalocean.com"
	// realm makes its tokens, as the registry's challenge says.
	realm = "api.digitalocean.com"
)

// Match tells whether the name is that registry, or the host that makes its tokens,
// over TLS and on its port.
func Match(name registry.Name) bool {
	return name.Standard() && (name.Host == Host || name.Host == realm)
}

// Realm is the registry whose tokens the host makes.
func Realm(name registry.Name) (registry.Name, bool) {
	return registry.Name{Asked: Host, Host: Host}, name.Standard() && name.Host == realm
}

// Provider is DigitalOcean's registry to the frame. The API token is in a variable;
// the files of doctl are not read.
func Provider() warm.Provider {
	return warm.Provider{Name: "docker-credential-digitalocean", Match: Match, Logins: true, Variables: []string{"DIGITALOCEAN_*"}}
}
