//go:debug updatemaxprocs=0

// Docker-credential-ghcr gets credentials for GitHub's container registry: ghcr.io,
// containers.SUBDOMAIN.ghe.com of enterprises with data residency, and the Enterprise Servers in
// config.toml.
//
//	~/.docker/config.json:  {"credHelpers": {"ghcr.io": "ghcr"}}
//	or for all registries:  {"credsStore": "ghcr"}, which answers "not found" for other hosts
//
// The helper uses the first of these credentials that is configured:
//
//	docker login               a login to the registry, until docker logout; saved by the
//	                           store in DOCKERCFG_KEEPER, or in credsStore of Docker's
//	                           config, or the desktop's store, or docker-credential-file
//	a rule in config.toml      with source = "gh": the login of GitHub's command line,
//	                           from `gh auth token`; gh is not used otherwise
//	GH_TOKEN, GITHUB_TOKEN     for ghcr.io and containers.SUBDOMAIN.ghe.com; in a job,
//	                           GITHUB_TOKEN only for the registry of the GitHub in
//	                           GITHUB_SERVER_URL
//	GH_ENTERPRISE_TOKEN, GITHUB_ENTERPRISE_TOKEN
//	                           for Enterprise Servers, and only for them
//
// The user name is that of the rule, or GITHUB_ACTOR, or x-access-token; the registry accepts
// any. The registry of an Enterprise Server is containers.HOSTNAME. It needs a rule, and so does
// docker.pkg.github.com:
//
//	[[registry]]
//	match = "ghcr.io"
//	source = "gh"
//
//	[[registry]]
//	helper = "ghcr"
//	hosts = ["containers.github.corp.example"]
//
// Tokens are returned unchanged: the helper makes no request and caches nothing. The token of a
// job expires with the job, and that of a GitHub App (ghs_...) within an hour. If nothing is
// configured, the answer is "not found", and clients then pull anonymously.
//
// The registry answers "denied" if a token does not have the scope read:packages, and for
// fine-grained tokens (github_pat_...). A login of gh only has the scope after `gh auth refresh
// -s read:packages`; a job needs `packages: read` in its permissions.
//
// The three commonest errors:
//
//	login-expired: gh is not logged in ...   run gh auth login --scopes read:packages
//	backend: gh is not on PATH, ...          install the GitHub CLI, or remove source
//	                                         from the rule and set GH_TOKEN
//	config: GH_TOKEN has quotes around its value
//	                                         an env-file keeps quotes: set it without them
package main

import (
	"github.com/dockercfg/dockercfg/helpers/internal/ghcr"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/minting"
)

// about is the first sentence of the manual, for --help.
const about = "gets credentials for GitHub's container registry: ghcr.io, containers.SUBDOMAIN.ghe.com of " +
	"enterprises with data residency, and the Enterprise Servers in config.toml"

func main() {
	logins.Main("ghcr", minting.New(minting.Provider[ghLogin]{
		About: about, Provider: ghcr.Provider(), Identify: identify, Mint: mint,
	}))
}
