//go:debug updatemaxprocs=0

// Docker-credential-digitalocean gets credentials for DigitalOcean's registry,
// registry.digitalocean.com. It also serves the host that issues its tokens, api.digitalocean.com,
// because pull-through caches ask for it.
//
//	~/.docker/config.json:  {"credHelpers": {"registry.digitalocean.com": "digitalocean"}}
//
// Sources, in order:
//
//	docker login      a login, until docker logout; saved by the store in
//	                  DOCKERCFG_KEEPER, or in credsStore of Docker's config, or the
//	                  desktop's store, or docker-credential-file
//	DIGITALOCEAN_ACCESS_TOKEN, DIGITALOCEAN_TOKEN
//	                  an API token, which is exchanged for a credential for the
//	                  registry; that is valid for an hour and is cached in a
//	                  private directory
//
// The three commonest errors:
//
//	credentials not found ...   DIGITALOCEAN_ACCESS_TOKEN is not set
//	denied: ...                 the token was revoked, or does not have the scope
//	                            registry: run doctl auth init
//	config: config.toml ...     a rule is wrong: the error names its line
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-digitalocean/internal/warm"
	"github.com/dockercfg/dockercfg/helpers/internal/digitalocean"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/minting"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

// about is the first sentence of the manual, for --help.
const about = "gets credentials for DigitalOcean's registry, registry.digitalocean.com"

func main() {
	own := minting.New(minting.Provider[apiToken]{
		About: about, Provider: digitalocean.Provider(), Identify: identify, Mint: mint,
		Guards: logins.Guards("digitalocean"),
	})
	helper := protocol.WithRealm(logins.First("digitalocean", own), digitalocean.Realm)
	protocol.Serve("docker-credential-digitalocean", helper, warm.Read())
}
