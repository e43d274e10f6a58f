//go:debug updatemaxprocs=0

// Docker-credential-heroku gets credentials for Heroku's registry, registry.heroku.com.
//
//	~/.docker/config.json:  {"credHelpers": {"registry.heroku.com": "heroku"}}
//
// Sources, in order:
//
//	docker login      a login, until docker logout; saved by the store in
//	                  DOCKERCFG_KEEPER, or in credsStore of Docker's config, or the
//	                  desktop's store, or docker-credential-file
//	HEROKU_API_KEY    an API key or an OAuth authorization
//	~/.netrc          the password of api.heroku.com, which heroku login saves
//	                  (_netrc on Windows)
//
// The three commonest errors:
//
//	credentials not found ...   run heroku login, or set HEROKU_API_KEY
//	unauthorized, from the registry
//	                            the secret was revoked, or may not pull
//	config: config.toml ...     a rule is wrong: the error names its line
package main

import (
	"github.com/dockercfg/dockercfg/helpers/internal/heroku"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/minting"
)

// about is the first sentence of the manual, for --help.
const about = "gets credentials for Heroku's registry, registry.heroku.com"

func main() {
	logins.Main("heroku", minting.New(minting.Provider[nothing]{
		About: about, Provider: heroku.Provider(), Identify: identify,
	}))
}
