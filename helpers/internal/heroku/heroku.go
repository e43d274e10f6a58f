// Package heroku is the light half of docker-credential-heroku: which host is Heroku's
// registry, and which variables can decide. It imports light packages alone
// (shared/ascii).
package heroku

import (
	"os"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Host is the registry, and Variable holds its secret.
const (
	Host     = "registry.heroku.com"
	Variable = "HEROKU_API_KEY"
)

// Match tells whether the name is that registry, over TLS and on its port.
func Match(name registry.Name) bool { return name.Standard() && name.Host == Host }

// Provider is Heroku's registry to the frame. The key is the login, so nothing is
// kept.
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-heroku", Match: Match, Variables: []string{Variable},
		Listed: func() []string { return []string{Host} }, Given: given,
	}
}

// given tells whether there may be a key: in the variable, or in the file of Heroku's
// own command line.
func given() bool {
	home := paths.Home(os.Getenv)
	if home == "" || tokencache.Set(Variable) {
		return true // without a home, the helper finds out where it is
	}
	name := "/.netrc"
	if runtime.GOOS == "windows" {
		name = "/_netrc"
	}
	state, ok := tokencache.Look(home + name)
	return !ok || state != ""
}
