//go:debug updatemaxprocs=0

// Docker-credential-ghcr answers for GitHub's container registry: ghcr.io,
// containers.SUBDOMAIN.ghe.com of enterprises with data residency, and the
// Enterprise Servers that config.toml names.
//
//	~/.docker/config.json:  {"credHelpers": {"ghcr.io": "ghcr"}}
//	or for all registries:  {"credsStore": "ghcr"}, which answers "not found" for others
//
// The credential is the first of these that is there:
//
//	docker login               a login to the registry, until docker logout; it is
//	                           kept by the store in DOCKERCFG_KEEPER, else credsStore
//	                           of Docker's config, else the desktop's, else
//	                           docker-credential-file
//	a rule of config.toml      with source = "gh": the login of GitHub's command line,
//	                           which is asked with `gh auth token`, and only then
//	GH_TOKEN, GITHUB_TOKEN     for ghcr.io and containers.SUBDOMAIN.ghe.com; in a job,
//	                           GITHUB_TOKEN only for the registry of the GitHub in
//	                           GITHUB_SERVER_URL
//	GH_ENTERPRISE_TOKEN, GITHUB_ENTERPRISE_TOKEN
//	                           for Enterprise Servers, and never for the others
//
// The user name is that of the rule, else GITHUB_ACTOR, else x-access-token; the
// registry takes any. An Enterprise Server has its registry at containers.HOSTNAME,
// which only a rule makes known, as it does docker.pkg.github.com:
//
//	[[registry]]
//	match = "ghcr.io"
//	source = "gh"
//
//	[[registry]]
//	helper = "ghcr"
//	hosts = ["containers.github.corp.example"]
//
// Tokens are answered as they stand: no request is made, and nothing is kept. The
// token of a job ends with the job, and that of a GitHub App (ghs_...) within an
// hour. With nothing configured, the registry is "not found", which clients take
// for an anonymous pull.
//
// The registry answers "denied" where a token lacks the scope read:packages, and
// does so for fine-grained tokens (github_pat_...). A login of gh has the scope
// only after `gh auth refresh -s read:packages`; a job needs `packages: read` in
// its permissions.
//
// The three commonest errors:
//
//	login-expired: gh is not logged in ...   gh auth login --scopes read:packages
//	backend: gh is not on PATH, ...          install the GitHub CLI, or remove source
//	                                         from the rule and set GH_TOKEN
//	config: GH_TOKEN has quotes around its value
//	                                         an env-file keeps quotes: set it without
package main

import (
	"github.com/dockercfg/dockercfg/helpers/internal/ghcr"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/minting"
)

// about is what --help says of this program, as its manual does.
const about = "answers for GitHub's container registry: ghcr.io, containers.SUBDOMAIN.ghe.com of enterprises " +
	"with data residency, and the Enterprise Servers that config.toml names"

func main() {
	logins.Main("ghcr", minting.New(minting.Provider[ghLogin]{
		About: about, Provider: ghcr.Provider(), Identify: identify, Mint: mint,
	}))
}
