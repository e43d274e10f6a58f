//go:debug updatemaxprocs=0

// Docker-credential-gitlab gets credentials for GitLab's container registries and its dependency
// proxy: registry.gitlab.com, the registries in a job's variables, and the self-managed
// registries in config.toml.
//
//	~/.docker/config.json:  {"credHelpers": {"registry.gitlab.com": "gitlab"}}
//	or for all registries:  {"credsStore": "gitlab"}, which answers "not found" for other hosts
//
// The helper uses the first of these credentials that is configured:
//
//	docker login             a login to the registry, until docker logout; saved by
//	                         the store in DOCKERCFG_KEEPER, or in credsStore of
//	                         Docker's config, or the desktop's store, or
//	                         docker-credential-file
//	a rule in config.toml    with source = "GITLAB_TOKEN": that token, for the
//	                         registries of the rule
//	CI_DEPLOY_USER, CI_DEPLOY_PASSWORD
//	                         a deploy token, for the registry in CI_REGISTRY; without
//	                         CI_REGISTRY, for registry.gitlab.com, unless
//	                         CI_SERVER_HOST is another GitLab
//	CI_REGISTRY_USER, CI_REGISTRY_PASSWORD
//	                         for the registry in CI_REGISTRY
//	CI_JOB_TOKEN             for the registry in CI_REGISTRY, with the user in
//	                         CI_REGISTRY_USER, or gitlab-ci-token
//	CI_DEPENDENCY_PROXY_USER, CI_DEPENDENCY_PROXY_PASSWORD
//	                         for the proxy in CI_DEPENDENCY_PROXY_SERVER
//	GITLAB_TOKEN             a personal, group or project token, for
//	                         registry.gitlab.com, unless GITLAB_HOST, GL_HOST,
//	                         CI_SERVER_HOST or CI_REGISTRY is another GitLab
//
// CI_REGISTRY and CI_DEPENDENCY_PROXY_SERVER contain host[:port]. The port is part of the name;
// port 443 means the same as no port. A job's credentials for its own server are not used for any
// other registry, not even for registry.gitlab.com. GITLAB_TOKEN is not used for a self-managed
// registry, unless a rule says so:
//
//	[[registry]]
//	helper = "gitlab"
//	hosts = ["registry.corp.example:5050"]
//	source = "GITLAB_TOKEN"
//	username = "me"              # default oauth2; with a token any name is accepted
//
// Pull-through caches ask for the GitLab that issues the registry's tokens: gitlab.com gets the
// credential of registry.gitlab.com, and the GitLab in CI_SERVER_URL gets that of the registry in
// CI_REGISTRY.
//
// The token needs the scope read_registry. For the dependency proxy on a desktop, add a rule for
// gitlab.com; the scopes are read_registry and write_registry.
//
// Credentials are returned unchanged: the helper makes no request and caches nothing. The token
// of a job expires with the job. If nothing is configured, the answer is "not found", and clients
// then pull anonymously.
//
// The three commonest errors:
//
//	config: CI_..._USER is set but ...       set the other variable too
//	config: ... but CI_REGISTRY is not: ...  set it to the registry of the pair
//	credentials not found ... in a job       CI_REGISTRY is another registry, or the
//	                                         project has none: see Settings, General,
//	                                         Visibility
package main

import (
	"github.com/dockercfg/dockercfg/helpers/internal/gitlab"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/minting"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

// about is the first sentence of the manual, for --help.
const about = "gets credentials for GitLab's container registries and its dependency proxy: registry.gitlab.com, " +
	"the registries in a job's variables, and the self-managed registries in config.toml"

func main() {
	own := minting.New(minting.Provider[nothing]{
		About: about, Provider: gitlab.Provider(), Identify: identify,
	})
	protocol.Main(gitlab.Program, protocol.WithRealm(logins.First("gitlab", own), gitlab.Realm))
}
