//go:debug updatemaxprocs=0

// Docker-credential-quay answers for quay.io, and for any Red Hat Quay that a rule
// of config.toml gives to it.
//
//	~/.docker/config.json:  {"credHelpers": {"quay.io": "quay"}}
//	or for all registries:  {"credsStore": "quay"}, which answers "not found" for others
//
//	~/.config/dockercfg/config.toml:
//	  [[registry]]
//	  helper = "quay"
//	  hosts = ["quay.corp.example"]
//	  username = "team+ci"
//	  credentials_file = "/run/secrets/quay"
//
// Sources, in order; the first that is there answers:
//
//	docker login              until docker logout; it is kept by the store in
//	                          DOCKERCFG_KEEPER, else credsStore of Docker's config,
//	                          else the desktop's, else docker-credential-file
//	a rule of config.toml     username and credentials_file: the absolute path of a
//	                          file that holds the token; credentials_file alone: a
//	                          robot's Docker Configuration; username alone: a robot
//	                          without a token of its own, as QUAY_ROBOT
//	QUAY_USERNAME, QUAY_PASSWORD
//	                          a user and password, or a robot and its token
//	QUAY_TOKEN                an OAuth token, for the user $oauthtoken
//	QUAY_ROBOT                a robot, namespace+name, that trusts this job: its
//	                          token is the one in the file of QUAY_OIDC_TOKEN_FILE
//	                          or in QUAY_OIDC_TOKEN, or is asked from a runner on
//	                          GitHub with `permissions: id-token: write`
//	QUAY_CONFIG_FILE          the absolute path of a robot's Docker Configuration,
//	                          as Quay offers it
//
// The variables are for quay.io alone; what a host of your own gets stands in its
// rule. The job's token has to be meant for the registry: its audience is
// QUAY_OIDC_AUDIENCE, else the registry's own host, such as quay.io. Let the robot
// ask for that audience, too, where your Quay can.
//
// A final line end of a variable is cut, as docker login cuts it, and quotes around
// its whole value are an error that names it. Beyond that, a password or token is
// answered as it stands, byte for byte, and no request is
// made. What a robot gets for the job's token lives for an hour and is kept,
// private, in the cache directory; while it is fresh and what it comes from is
// unchanged, a get makes no request. The job's token is shown to the registry itself
// and to nobody else.
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
//	config: QUAY_USERNAME is empty, QUAY_PASSWORD is set
//	                      a shell took $oauthtoken for a variable: quote it, '$oauthtoken'
//	config: QUAY_ROBOT has no token to show
//	                      give the job `permissions: id-token: write`
//	denied: ... does not let repo:... be the robot ...
//	                      add the issuer and subject: robot, Set robot federation
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-quay/internal/warm"
	"github.com/dockercfg/dockercfg/helpers/internal/quay"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/minting"
)

// about is what --help says of this program, as its manual does.
const about = "answers for quay.io, and for any Red Hat Quay that a rule of config.toml gives to it"

func main() {
	own := minting.New(minting.Provider[robot]{
		About: about, Provider: quay.Provider(), Identify: identify, Mint: mint, Guards: logins.Guards("quay"),
	})
	logins.Serve("quay", own, warm.Read())
}
