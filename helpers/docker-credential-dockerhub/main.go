//go:debug updatemaxprocs=0

// Docker-credential-dockerhub gets credentials for Docker Hub, under all of its host names, and
// for Docker's hardened images, dhi.io. One of the host names is auth.docker.io, which issues
// Docker Hub's tokens: pull-through caches ask for it.
//
//	~/.docker/config.json:  {"credHelpers": {"https://index.docker.io/v1/": "dockerhub",
//	                                         "dhi.io": "dockerhub"}}
//	or for all registries:  {"credsStore": "dockerhub"}, which answers "not found" for other hosts
//
// Sources, in order; the first that is configured is used:
//
//	docker login                  until docker logout; saved by the store in
//	                              DOCKERCFG_KEEPER, or in credsStore of Docker's config,
//	                              or the desktop's store, or docker-credential-file
//	a rule in config.toml         username, with credentials_file: the absolute path
//	                              of a file that contains the token; or the organization
//	                              for DOCKERHUB_OIDC_CONNECTIONID
//	DOCKER_USERNAME, DOCKER_PASSWORD
//	                              unless DOCKER_REGISTRY is another registry
//	DOCKERHUB_USERNAME, DOCKERHUB_TOKEN
//	DOCKER_HUB_USERNAME, DOCKER_HUB_PASSWORD
//	DOCKERHUB_OIDC_CONNECTIONID   the ID of an organization's OIDC connection, in a
//	                              GitHub job with `permissions: id-token: write`; the
//	                              organization's name is in DOCKERHUB_USERNAME,
//	                              DOCKER_HUB_USERNAME or DOCKER_USERNAME
//
// The helper removes a newline at the end of a variable, like docker login, and refuses a value
// in quotes. Otherwise it returns a password or access token unchanged, without a request. A
// connection's token is valid for five minutes, or for DOCKERHUB_OIDC_EXPIREIN seconds, 300 to
// 3600. It is cached in a private directory; while it is fresh and its source is unchanged, get
// makes no request. The job's token is only sent to identity.docker.com.
//
// If nothing is configured, the answer is "not found", and clients then pull anonymously.
//
//	DOCKERCFG_CACHE_DIR    the cache directory (default ~/.cache/dockercfg)
//	DOCKERCFG_CACHE=off    do not cache tokens
//	DOCKERCFG_KEEPER=none  do not look for a docker login
//
// The three commonest errors:
//
//	config: DOCKERHUB_USERNAME is set but DOCKERHUB_TOKEN is not: set both
//	                      set the other variable too
//	config: this job may not ask its runner for a token
//	                      give the job `permissions: id-token: write`
//	denied: ... refused the job repo:... a token of the organization ...
//	                      the connection's rulesets do not include this job: see Docker
//	                      Home, Identity & auth, OIDC connections
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-dockerhub/internal/warm"
	"github.com/dockercfg/dockercfg/helpers/internal/dockerhub"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/minting"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

// about is the first sentence of the manual, for --help.
const about = "gets credentials for Docker Hub, under all of its host names, and for Docker's hardened images, dhi.io"

func main() { protocol.Serve("docker-credential-dockerhub", helper(), warm.Read()) }

// helper returns docker login as the first source, followed by what is configured.
func helper() protocol.Helper {
	own := minting.New(minting.Provider[connection]{
		About: about, Provider: dockerhub.Provider(), Identify: identify, Mint: mint,
		Guards: logins.Guards("dockerhub"),
	})
	return sessions{logins.First("dockerhub", own)}.protocol()
}
