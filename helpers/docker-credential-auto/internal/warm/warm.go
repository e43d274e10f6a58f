// Package warm answers from a cached route while the program initialises: for a registry
// without a credential, and for one whose helper has a cached token. It contains the table of
// providers, which decides whose cache may be read. See shared/warm for how and why. A test
// checks the order.
package warm

import (
	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Name is the name of this program.
const Name = "docker-credential-auto"

var read []byte

// init has to run before main. It is the only kind of init that this suite allows.
func init() { read = warm.Route(warm.Router{Provider: Routes(), Helper: lightHalf}) }

// Read returns the standard input that was read and not answered.
func Read() []byte { return read }

// Routes returns the provider of the router's own cache entries. Its variables are those that
// name a registry or a rule, choose the credential store, or say where helpers and logins are.
func Routes() warm.Provider {
	return warm.Provider{Name: Name, Match: isProvided, Variables: []string{
		"DOCKER_*", "AUTH", "REGISTRY", "CI_REGISTRY*", "CI_DEPENDENCY_PROXY_*", "CI_SERVER_URL", acr.EnvironmentFile,
		"DOCKERCFG_KEEPER", "DOCKERCFG_STORE", "XDG_DATA_HOME", "LocalAppData", "DBUS_SESSION_BUS_ADDRESS", "PATH",
	}}
}

func lightHalf(short string) (warm.Provider, bool) {
	p, known := Called(short)
	if !known {
		return warm.Provider{}, false
	}
	return p.Light(), true
}

// isProvided reports whether a provider has the registry by its name.
func isProvided(name registry.Name) bool {
	for _, p := range Providers() {
		if p.Light().Match(name) {
			return true
		}
	}
	return false
}
