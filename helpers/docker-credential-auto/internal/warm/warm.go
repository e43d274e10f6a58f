// Package warm answers by a kept route while the program initialises: for a registry
// without a credential, and for one whose helper has a token in its cache. It holds the
// table of providers, since that decides whose entry may be looked at. See shared/warm
// for how and why; the order is held by a test.
package warm

import (
	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Name is the router's program.
const Name = "docker-credential-auto"

var read []byte

// init is the one of this suite that is allowed: it has to run before main.
func init() { read = warm.Route(warm.Router{Provider: Routes(), Helper: half}) }

// Read is what was read of standard input and could not be answered.
func Read() []byte { return read }

// Routes asks for the router's own entries. The variables are those that name a
// registry or a rule, choose the store of logins, or say where helpers and logins are.
func Routes() warm.Provider {
	return warm.Provider{Name: Name, Match: matched, Variables: []string{
		"DOCKER_*", "AUTH", "REGISTRY", "CI_REGISTRY*", "CI_DEPENDENCY_PROXY_*", "CI_SERVER_URL", acr.EnvironmentFile,
		"DOCKERCFG_KEEPER", "DOCKERCFG_STORE", "XDG_DATA_HOME", "LocalAppData", "DBUS_SESSION_BUS_ADDRESS", "PATH",
	}}
}

func half(short string) (warm.Provider, bool) {
	p, known := Called(short)
	if !known {
		return warm.Provider{}, false
	}
	return p.Light(), true
}

// matched tells whether a provider has the registry by its name.
func matched(name registry.Name) bool {
	for _, p := range Providers() {
		if p.Light().Match(name) {
			return true
		}
	}
	return false
}
