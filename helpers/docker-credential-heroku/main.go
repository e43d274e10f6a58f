//go:debug updatemaxprocs=0

// Docker-credential-heroku answers for Heroku's registry, registry.heroku.com.
//
//	~/.docker/config.json:  {"credHelpers": {"registry.heroku.com": "heroku"}}
//
// Sources, in order:
//
//	docker login      a login, until docker logout; it is kept by the store in
//	                  DOCKERCFG_KEEPER, else credsStore of Docker's config, else the
//	                  desktop's, else docker-credential-file
//	HEROKU_API_KEY    an API key or an OAuth authorization
//	~/.netrc          the password of api.heroku.com, which heroku login writes
//	                  (_netrc on Windows)
//
// The three commonest errors:
//
//	credentials not found ...   heroku login, or set HEROKU_API_KEY
//	unauthorized, by the registry
//	                            the secret was revoked, or may not pull
//	config: config.toml ...     a rule is wrong: the error names its line
package main

import (
	"github.com/dockercfg/dockercfg/helpers/internal/heroku"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/minting"
)

// about is what --help says of this program, as its manual does.
const about = "answers for Heroku's registry, registry.heroku.com"

func main() {
	logins.Main("heroku", minting.New(minting.Provider[nothing]{
		About: about, Provider: heroku.Provider(), Identify: identify,
	}))
}
