//go:debug updatemaxprocs=0

// Docker-credential-auto gets credentials for every registry from the helper that it belongs to,
// so that Docker's configuration is a single line.
//
//	~/.docker/config.json:  {"credsStore": "auto"}
//
// For each registry it asks these, in order, until one has a credential:
//
//	config.toml      the helper in the first matching rule
//	ecr gar acr icr  for their own hosts: the cloud's identity; if there is none, the
//	                 login that docker login saved
//	all others       the login, until docker logout; then the helper for the host:
//	                 dockerhub, quay, ghcr, gitlab, ...
//	vars             if a variable names the registry
//
// For any other registry the answer is "not found", and clients then pull anonymously. A rule in
// config.toml assigns a registry to a helper, or to a store, which then also saves its logins:
//
//	[[registry]]
//	hosts = ["registry.corp.example:5050"]
//	helper = "gitlab"
//
//	[[registry]]
//	match = "*.example"
//	helper = "pass"
//
// Logins are saved by the store in DOCKERCFG_KEEPER, such as pass, desktop or osxkeychain. If
// that is not set, they are saved by the desktop's store (osxkeychain, wincred, secretservice),
// or by docker-credential-file. If you switch from another store to this program, set
// DOCKERCFG_KEEPER to it. A login to a cloud's registry is saved only if no identity is
// configured for it.
//
// The desktop's store may take two seconds at most, unless you chose it. If it fails, the helper
// prints a warning and the pull continues without a login, unless Docker's config says that
// there is a login to that registry. If Docker's config cannot be read, it is unknown which store
// it names: that is an error until the config is fixed or DOCKERCFG_KEEPER is set.
//
// Helpers are started from the directory of this program, or from PATH: never from the working
// directory, nor from a directory that every user can write to. Each helper reads its own
// variables, which its manual lists, and caches its tokens. This program caches which helper
// serves a registry, and answers with a cached token without starting the helper.
// docker-credential-auto explain prints which helper serves a registry, and why. list prints the
// saved logins, the registries with a cached token, those in variables, and those that
// config.toml names in full.
//
// As the kubelet's credential provider (docker-credential-auto kubelet), it passes the request
// on. A request with a pod's token only goes to the helper of a cloud's registry. A request
// without one needs --node-identity and is answered like get.
//
// Variables:
//
//	DOCKERCFG_KEEPER    the store that saves logins; none: do not look for logins
//	DOCKERCFG_CONFIG    the rules (default ~/.config/dockercfg/config.toml)
//	DOCKERCFG_TIMEOUT   the time limit of a run, with all programs that it starts (default 30s)
//
// The three commonest errors:
//
//	backend: docker-credential-... is not installed
//	                        install it beside this program, or on PATH
//	config: ... started by itself
//	                        a store or a rule leads back to this program: set
//	                        DOCKERCFG_KEEPER or config.toml to another one
//	login-expired: docker-credential-ecr: ...
//	                        the helper's own error, with the command to run
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-auto/internal/warm"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

// about is the first sentence of the manual, for --help.
const about = "gets credentials for every registry from the helper that it belongs to, so that Docker's " +
	"configuration is a single line"

func main() { protocol.Serve(ownName, router{}.protocol(), warm.Read()) }
