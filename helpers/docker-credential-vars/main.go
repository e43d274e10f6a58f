//go:debug updatemaxprocs=0

// Docker-credential-vars gets credentials for any registry from environment variables: for a
// self-hosted registry in CI, a mirror in a container, a second account.
//
//	~/.docker/config.json:  {"credHelpers": {"registry.example:5000": "vars"}}
//
// Sources, in order; the first that has the requested registry is used:
//
//	docker login                  a login to a registry that one of the variables
//	                              below names, until docker logout; saved by the
//	                              store in DOCKERCFG_KEEPER, or in credsStore of
//	                              Docker's config, or the desktop's store, or
//	                              docker-credential-file
//	DOCKER_AUTH_CONFIG            a Docker config as JSON, as GitLab CI and
//	                              Testcontainers use it
//	DOCKER_<registry>_USR         the user name for one registry
//	DOCKER_<registry>_PSW         its password
//	DOCKER_<registry>_PSW_FILE    or a file that contains the password
//	DOCKER_USERNAME, DOCKER_PASSWORD
//	                              the pair for the registry in DOCKER_REGISTRY
//	AUTH                          base64 of user:password for the registry in
//	                              REGISTRY
//
// The helper removes a newline at the end of a variable or of that file, like docker login, and
// refuses a value in quotes, which an env-file keeps. Otherwise it returns values unchanged.
//
// <registry> is host[:port] with "." written as "__", "-" as "_2D_", ":" as "_3A_" and "_" as
// "_5F_", in its own spelling or all in upper case. The registry my-registry.example:5000 has
// DOCKER_MY_2D_REGISTRY__EXAMPLE_3A_5000_USR, and the service my_host of a compose file has
// DOCKER_MY_5F_HOST_USR. A variable is used for exactly one registry, not for subdomains;
// `dockercfg doctor` finds variables that are spelled differently.
//
// The three commonest errors:
//
//	config: DOCKER_..._USR is set but ...    set the other variable too
//	config: DOCKER_AUTH_CONFIG ...           the variable is not a JSON object, but
//	                                         for example the path of one
//	credentials not found ...                no variable has this registry;
//	                                         `docker-credential-vars list` prints
//	                                         the registries in variables
package main

import "github.com/dockercfg/dockercfg/shared/logins"

// about is the first sentence of the manual, for --help.
const about = "gets credentials for any registry from environment variables: for a self-hosted registry in CI, " +
	"a mirror in a container, a second account"

func main() { logins.Main("vars", vars{}) }
