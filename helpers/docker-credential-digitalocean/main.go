//go:debug updatemaxprocs=0

// Docker-credential-digitalocean answers for DigitalOcean's registry,
// registry.digitalocean.com. The host that makes its tokens, api.digitalocean.com, is
// answered with the same: pull-through caches ask for it.
//
//	~/.docker/config.json:  {"credHelpers": {"registry.digitalocean.com": "digitalocean"}}
//
// Sources, in order:
//
//	docker login      a login, until docker logout; it is kept by the store in
//	                  DOCKERCFG_KEEPER, else credsStore of Docker's config, else the
//	                  desktop's, else docker-credential-file
//	DIGITALOCEAN_ACCESS_TOKEN, DIGITALOCEAN_TOKEN
//	                  an API token, which is exchanged for a credential of the
//	                  registry that lives for an hour and is kept, private, in the
//	                  cache directory
//
// The three commonest errors:
//
//	credentials not found ...   DIGITALOCEAN_ACCESS_TOKEN is not set
//	denied: ...                 doctl auth init: the token was revoked, or lacks the
//	                            scope registry
//	config: config.toml ...     a rule is wrong: the error names its line
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-digitalocean/internal/warm"
	"github.com/dockercfg/dockercfg/helpers/internal/digitalocean"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/minting"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

// about is what --help says of this program, as its manual does.
const about = "answers for DigitalOcean's registry, registry.digitalocean.com"

func main() {
	own := minting.New(minting.Provider[apiToken]{
		About: about, Provider: digitalocean.Provider(), Identify: identify, Mint: mint, Guards: logins.Guards("digitalocean"),
	})
	helper := protocol.WithRealm(logins.First("digitalocean", own), digitalocean.Realm)
	protocol.Serve("docker-credential-digitalocean", helper, warm.Read())
}
