//go:debug updatemaxprocs=0

// Docker-credential-quay gets credentials for quay.io, and for any Red Hat Quay that a rule in
// config.toml assigns to it.
//
//	~/.docker/config.json:  {"credHelpers": {"quay.io": "quay"}}
//	or for all registries:  {"credsStore": "quay"}, which answers "not found" for other hosts
//
//	~/.config/dockercfg/config.toml:
//	  [[registry]]
//	  helper = "quay"
//	  hosts = ["quay.corp.example"]
//	  username = "team+ci"
//	  credentials_file = "/run/secrets/quay"
//
// Sources, in order; the first that is configured is used:
//
//	docker login              until docker logout; saved by the store in
//	                          DOCKERCFG_KEEPER, or in credsStore of Docker's config, or
//	                          the desktop's store, or docker-credential-file
//	a rule in config.toml     username and credentials_file: the absolute path of a
//	                          file that contains the token; credentials_file alone: a
//	                          robot's Docker Configuration; username alone: a robot
//	                          without its own token, like QUAY_ROBOT
//	QUAY_USERNAME, QUAY_PASSWORD
//	                          a user and password, or a robot and its token
//	QUAY_TOKEN                an OAuth token, for the user $oauthtoken
//	QUAY_ROBOT                a robot, namespace+name, that trusts this job; the job's
//	                          token is in the file QUAY_OIDC_TOKEN_FILE or in
//	                          QUAY_OIDC_TOKEN, or comes from the GitHub runner of a job
//	                          with `permissions: id-token: write`
//	QUAY_CONFIG_FILE          the absolute path of a robot's Docker Configuration, as
//	                          Quay offers it
//
// The variables are only for quay.io; a rule contains the credentials of your own host. The job's
// token must be issued for the registry: its audience is QUAY_OIDC_AUDIENCE, or else the registry's
// host, such as quay.io. If your version of Quay supports it, let the robot require that audience.
//
// The helper removes a newline at the end of a variable, like docker login, and refuses a value
// in quotes. Otherwise it returns a password or token unchanged, without a request. A robot's
// token, exchanged for the job's token, is valid for an hour and is cached in a private directory;
// while it is fresh and its source is unchanged, get makes no request. The job's token is only
// sent to the registry itself.
//
// If nothing is configured, the answer is "not found", and clients then pull anonymously.
//
//	DOCKERCFG_CACHE_DIR    the cache directory (default ~/.cache/dockercfg)
//	DOCKERCFG_CACHE=off    do not cache tokens
//	DOCKERCFG_KEEPER=none  do not look for a docker login
//
// The three commonest errors:
//
//	config: QUAY_PASSWORD is set but QUAY_USERNAME is empty
//	                      the shell replaced $oauthtoken: write '$oauthtoken' in quotes
//	config: QUAY_ROBOT needs a token of this job
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

// about is the first sentence of the manual, for --help.
const about = "gets credentials for quay.io, and for any Red Hat Quay that a rule in config.toml assigns to it"

func main() {
	own := minting.New(minting.Provider[robot]{
		About: about, Provider: quay.Provider(), Identify: identify, Mint: mint, Guards: logins.Guards("quay"),
	})
	logins.Serve("quay", own, warm.Read())
}
