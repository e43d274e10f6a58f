//go:debug updatemaxprocs=0

// Docker-credential-vars answers for any registry out of environment variables:
// a self-hosted registry in CI, a mirror in a container, a second account.
//
//	~/.docker/config.json:  {"credHelpers": {"registry.example:5000": "vars"}}
//
// Sources, in order; the first that names the asked registry answers:
//
//	docker login                  a login to a registry that one of the variables
//	                              below names, until docker logout; it is kept by
//	                              the store in DOCKERCFG_KEEPER, else credsStore
//	                              of Docker's config, else the desktop's, else
//	                              docker-credential-file
//	DOCKER_AUTH_CONFIG            a Docker config as JSON, as GitLab CI and
//	                              Testcontainers use it
//	DOCKER_<registry>_USR         the user name of one registry
//	DOCKER_<registry>_PSW         its password
//	DOCKER_<registry>_PSW_FILE    or a file that holds it
//	DOCKER_USERNAME, DOCKER_PASSWORD
//	                              the pair of the registry in DOCKER_REGISTRY
//	AUTH                          base64 of user:password for the registry in
//	                              REGISTRY
//
// A final line end of a variable or of that file is cut, as docker login cuts it, and
// quotes around the whole value of a variable are an error that names it: an env-file
// keeps them. Everything else is answered byte for byte.
//
// <registry> is host[:port] with "." written "__", "-" written "_2D_", ":" written
// "_3A_" and "_" written "_5F_", as it stands or all upper-case. The registry
// my-registry.example:5000 has DOCKER_MY_2D_REGISTRY__EXAMPLE_3A_5000_USR, and the
// service my_host of a compose file has DOCKER_MY_5F_HOST_USR. No other registry, and
// no subdomain, is answered from it; `dockercfg doctor` names variables that are
// written in another way.
//
// The three commonest errors:
//
//	config: DOCKER_..._PSW is not set        half a pair: set the other half
//	config: DOCKER_AUTH_CONFIG ...           the variable holds no JSON object, but
//	                                         for example the path of one
//	credentials not found ...                no variable names this registry;
//	                                         `docker-credential-vars list` shows
//	                                         those that are named
package main

import "github.com/dockercfg/dockercfg/shared/logins"

// about is what --help says of this program, as its manual does.
const about = "answers for any registry out of environment variables: a self-hosted registry in CI, a mirror in a " +
	"container, a second account"

func main() { logins.Main("vars", vars{}) }
