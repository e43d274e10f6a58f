//go:debug updatemaxprocs=0

// Docker-credential-dockerhub answers for Docker Hub, under all of its names, and
// for Docker's hardened images, dhi.io. auth.docker.io, which makes Docker Hub's tokens,
// is one of the names: pull-through caches ask for it.
//
//	~/.docker/config.json:  {"credHelpers": {"https://index.docker.io/v1/": "dockerhub",
//	                                         "dhi.io": "dockerhub"}}
//	or for all registries:  {"credsStore": "dockerhub"}, which answers "not found" for others
//
// Sources, in order; the first that is there answers:
//
//	docker login                  until docker logout; it is kept by the store in
//	                              DOCKERCFG_KEEPER, else credsStore of Docker's
//	                              config, else the desktop's, else docker-credential-file
//	a rule of config.toml         username, with credentials_file: the absolute path
//	                              of a file that holds the token; or the organisation
//	                              for DOCKERHUB_OIDC_CONNECTIONID
//	DOCKER_USERNAME, DOCKER_PASSWORD
//	                              unless DOCKER_REGISTRY names another registry
//	DOCKERHUB_USERNAME, DOCKERHUB_TOKEN
//	DOCKER_HUB_USERNAME, DOCKER_HUB_PASSWORD
//	DOCKERHUB_OIDC_CONNECTIONID   the ID of an organisation's OIDC connection, in a
//	                              job on GitHub with `permissions: id-token: write`;
//	                              the organisation's name is in DOCKERHUB_USERNAME,
//	                              else DOCKER_HUB_USERNAME, else DOCKER_USERNAME
//
// A final line end of a variable is cut, as docker login cuts it, and quotes around
// its whole value are an error that names it. Beyond that, a password or access token is
// answered as it stands, byte for byte, and no
// request is made. What a connection gives lives for five minutes, or for
// DOCKERHUB_OIDC_EXPIREIN seconds, 300 to 3600, and is kept, private, in the cache
// directory; while it is fresh and what it comes from is unchanged, a get makes no
// request. The job's token is shown to identity.docker.com and to nobody else.
//
// With nothing configured the answer is "not found", which clients take for an
// anonymous pull.
//
//	DOCKERCFG_CACHE_DIR    where tokens are kept (default ~/.cache/dockercfg)
//	DOCKERCFG_CACHE=off    keep none
//	DOCKERCFG_KEEPER=none  do not look for a docker login
//
// The three commonest errors:
//
//	config: DOCKERHUB_TOKEN is not set, DOCKERHUB_USERNAME is: set both
//	                      half a pair: set the other half
//	config: this job may not ask its runner for a token
//	                      give the job `permissions: id-token: write`
//	denied: ... refused the job repo:... a token of the organisation ...
//	                      the connection's rulesets do not name this job: Docker
//	                      Home, Identity & auth, OIDC connections
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-dockerhub/internal/warm"
	"github.com/dockercfg/dockercfg/helpers/internal/dockerhub"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/minting"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

// about is what --help says of this program, as its manual does.
const about = "answers for Docker Hub, under all of its names, and for Docker's hardened images, dhi.io"

func main() { protocol.Serve("docker-credential-dockerhub", helper(), warm.Read()) }

// helper is docker login first, and then what is configured.
func helper() protocol.Helper {
	own := minting.New(minting.Provider[connection]{
		About: about, Provider: dockerhub.Provider(), Identify: identify, Mint: mint, Guards: logins.Guards("dockerhub"),
	})
	return sessions{logins.First("dockerhub", own)}.protocol()
}
