// Package digitalocean is the light half of docker-credential-digitalocean: which host
// is DigitalOcean's registry, and which variables can decide about its tokens. It
// imports light packages alone (shared/ascii).
package digitalocean

import (
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Host is the registry of all accounts.
const Host = "registry.digitalocean.com"

// Match tells whether the name is that registry, over TLS and on its port.
func Match(name registry.Name) bool { return name.Standard() && name.Host == Host }

// Provider is DigitalOcean's registry to the frame. The API token is in a variable;
// the files of doctl are not read.
func Provider() warm.Provider {
	return warm.Provider{Name: "docker-credential-digitalocean", Match: Match, Logins: true, Variables: []string{"DIGITALOCEAN_*"}}
}
