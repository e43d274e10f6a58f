// Package heroku is the light half of docker-credential-heroku: which host is Heroku's registry, and
// which variables can influence the credential. It imports only light packages (shared/ascii).
package heroku

import (
	"os"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Host is the registry, and Variable contains its secret.
const (
	Host     = "registry.heroku.com"
	Variable = "HEROKU_API_KEY"
)

// Match reports whether the name is that registry, with TLS and the default port.
func Match(name registry.Name) bool { return name.Standard() && name.Host == Host }

// Provider returns the light half for package warm. The key is the login, so nothing is cached.
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-heroku", Match: Match, Variables: []string{Variable},
		Listed: func() []string { return []string{Host} }, Given: given,
	}
}

// given reports whether there may be a key: in the variable, or in the file of Heroku's own command
// line.
func given() bool {
	home := paths.Home(os.Getenv)
	if home == "" || tokencache.AnySet(Variable) {
		return true // without HOME, the helper looks up the home directory
	}
	name := "/.netrc"
	if runtime.GOOS == "windows" {
		name = "/_netrc"
	}
	state, ok := tokencache.Stat(home + name)
	return !ok || state != ""
}
