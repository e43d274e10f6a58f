//go:debug updatemaxprocs=0

// Docker-credential-auto answers for every registry by the helper that it belongs
// to, so that one line is the whole of Docker's configuration.
//
//	~/.docker/config.json:  {"credsStore": "auto"}
//
// Who is asked for a registry, in order; who has nothing passes it on:
//
//	config.toml      the helper that the first matching rule names
//	ecr gar acr icr  for their own hosts: the cloud's identity, and without one the
//	                 login that docker login kept
//	all others       the login, until docker logout; then the helper whose host it
//	                 is: dockerhub, quay, ghcr, gitlab, ...
//	vars             where a variable names the registry
//
// For a registry that is nobody's the answer is "not found", which clients take for
// an anonymous pull. A rule in config.toml gives a registry to a helper, or to a
// store, which then keeps its logins too:
//
//	[[registry]]
//	hosts = ["registry.corp.example:5050"]
//	helper = "gitlab"
//
//	[[registry]]
//	match = "*.example"
//	helper = "pass"
//
// Logins are kept by the store in DOCKERCFG_KEEPER, such as pass, desktop or
// osxkeychain, else by the desktop's (osxkeychain, wincred, secretservice), else by
// docker-credential-file. Who moves from another store to this program names it
// there. A login to a cloud's registry is kept only where no identity is configured
// for it.
//
// The desktop's store is asked for two seconds at most if nobody chose it. If it fails,
// a line names it, and the pull goes on without a login, unless Docker's config has
// noted one to that registry. A Docker config that cannot be read may name any store,
// so it is an error until it is corrected or DOCKERCFG_KEEPER names the store.
//
// Helpers are started from the directory of this program, else from PATH: never
// from the working directory, and from nowhere that every user may write. Each of
// them reads its own variables, which its manual names, and caches the tokens that it
// makes. This program keeps which helper has a registry, and answers a cached token
// without starting the helper. docker-credential-auto explain says which of them serves
// a registry, and why. list names the logins that are kept, the registries with a
// cached token, those that variables name, and those that config.toml names in full.
//
// As the kubelet's credential provider (docker-credential-auto kubelet), it passes the
// request on. One with a pod's token goes to the helper of a cloud's registry and to
// nobody else; one without is answered as get is, with --node-identity alone.
//
// Variables:
//
//	DOCKERCFG_KEEPER    the store that keeps logins; none: no login is looked for
//	DOCKERCFG_CONFIG    the rules (default ~/.config/dockercfg/config.toml)
//	DOCKERCFG_TIMEOUT   how long a run may take, with all that it starts (default 30s)
//
// The three commonest errors:
//
//	backend: docker-credential-... is not installed
//	                        put it beside this program, or on PATH
//	config: ... started by itself
//	                        a store or a rule leads back to this program: name
//	                        another in DOCKERCFG_KEEPER or config.toml
//	login-expired: docker-credential-ecr: ...
//	                        what the helper says: it names the command to type
package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-auto/internal/warm"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

// about is what --help says of this program, as its manual does.
const about = "answers for every registry by the helper that it belongs to, so that one line is the whole of " +
	"Docker's configuration"

func main() { protocol.Serve(ownName, router{}.protocol(), warm.Read()) }
