//go:debug updatemaxprocs=0

// Docker-credential-gitlab answers for GitLab's container registries and its
// dependency proxy: registry.gitlab.com, what the variables of a job name, and the
// self-managed registries that config.toml names.
//
//	~/.docker/config.json:  {"credHelpers": {"registry.gitlab.com": "gitlab"}}
//	or for all registries:  {"credsStore": "gitlab"}, which answers "not found" for others
//
// The credential is the first of these that is there:
//
//	docker login             a login to the registry, until docker logout; it is
//	                         kept by the store in DOCKERCFG_KEEPER, else credsStore
//	                         of Docker's config, else the desktop's, else
//	                         docker-credential-file
//	a rule of config.toml    with source = "GITLAB_TOKEN": that token, for the
//	                         registries of the rule
//	CI_DEPLOY_USER, CI_DEPLOY_PASSWORD
//	                         a deploy token, for the registry in CI_REGISTRY; without
//	                         CI_REGISTRY, for registry.gitlab.com, unless
//	                         CI_SERVER_HOST names another GitLab
//	CI_REGISTRY_USER, CI_REGISTRY_PASSWORD
//	                         for the registry in CI_REGISTRY
//	CI_JOB_TOKEN             for the registry in CI_REGISTRY, with the user in
//	                         CI_REGISTRY_USER, else gitlab-ci-token
//	CI_DEPENDENCY_PROXY_USER, CI_DEPENDENCY_PROXY_PASSWORD
//	                         for the proxy in CI_DEPENDENCY_PROXY_SERVER
//	GITLAB_TOKEN             a personal, group or project token, for
//	                         registry.gitlab.com, unless GITLAB_HOST, GL_HOST,
//	                         CI_SERVER_HOST or CI_REGISTRY names another GitLab
//
// CI_REGISTRY and CI_DEPENDENCY_PROXY_SERVER hold host[:port]. The port is part of
// the name, and 443 is as good as none. What a job has for its own server is given
// to no other registry, registry.gitlab.com included. Nor is GITLAB_TOKEN given to a
// self-managed registry, unless a rule says so:
//
//	[[registry]]
//	helper = "gitlab"
//	hosts = ["registry.corp.example:5050"]
//	source = "GITLAB_TOKEN"
//	username = "me"              # else the user is oauth2; with a token any will do
//
// A pull-through cache asks for the GitLab that makes the registry's tokens:
// gitlab.com is answered with what registry.gitlab.com has, and the GitLab in
// CI_SERVER_URL with what the registry in CI_REGISTRY has.
//
// The token has to have the scope read_registry. For the dependency proxy on a
// desktop the same rule names gitlab.com, and the scopes are read_registry and
// write_registry.
//
// Credentials are answered as they stand: no request is made, and nothing is kept.
// The token of a job ends with the job. With nothing configured, the registry is
// "not found", which clients take for an anonymous pull.
//
// The three commonest errors:
//
//	config: CI_..._PASSWORD is not set       half a pair: set the other half
//	config: CI_REGISTRY is not set, ...      say which registry the pair is for
//	credentials not found ... in a job       CI_REGISTRY names another registry, or
//	                                         the project has none: look at
//	                                         Settings, General, Visibility
package main

import (
	"github.com/dockercfg/dockercfg/helpers/internal/gitlab"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/minting"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

// about is what --help says of this program, as its manual does.
const about = "answers for GitLab's container registries and its dependency proxy: registry.gitlab.com, what the " +
	"variables of a job name, and the self-managed registries that config.toml names"

func main() {
	own := minting.New(minting.Provider[nothing]{
		About: about, Provider: gitlab.Provider(), Identify: identify,
	})
	protocol.Main(gitlab.Program, protocol.WithRealm(logins.First("gitlab", own), gitlab.Realm))
}
