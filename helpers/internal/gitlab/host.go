// Package gitlab is the light half of docker-credential-gitlab: which hosts are GitLab's registries,
// and which variables can influence the credential. It imports only light packages (shared/ascii).
// It does not resolve the credential.
package gitlab

import (
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Program is the name of the helper.
const Program = "docker-credential-gitlab"

const (
	// Central is GitLab's own registry.
	Central = "registry.gitlab.com"
	// Server is its GitLab, which issues the registry's tokens
	// (https://docs.gitlab.com/administration/packages/container_registry/).
	Server = "gitlab.com"
)

// The variables of a job: its registry, and the dependency proxy of its server, whose port is present
// even if it is 443
// (https://docs.gitlab.com/ci/variables/predefined_variables/).
const (
	RegistryVariable = "CI_REGISTRY"
	ProxyVariable    = "CI_DEPENDENCY_PROXY_SERVER"
	// ServerVariable is the URL of the job's GitLab, which issues the tokens of its registry.
	ServerVariable = "CI_SERVER_URL"
)

// Provider returns the light half for package warm. No credential needs an exchange, so none is
// cached. Match reads two variables in addition to the name: with them a job says which registries
// are its own.
func Provider() warm.Provider {
	return warm.Provider{
		Name: Program, Match: Match,
		Variables: []string{
			"CI_REGISTRY*", "CI_DEPENDENCY_PROXY_*", "CI_DEPLOY_*", "CI_JOB_TOKEN", "CI_SERVER_HOST",
			ServerVariable, "GITLAB_*", "GL_HOST",
		},
		Listed: listed,
		Given: func() bool {
			return tokencache.AnySet("CI_REGISTRY*", "CI_DEPENDENCY_PROXY_*", "CI_DEPLOY_*", "CI_JOB_TOKEN", "GITLAB_*")
		},
	}
}

// listed returns the registries that may have a credential without a rule.
func listed() []string {
	return []string{Central, os.Getenv(RegistryVariable), os.Getenv(ProxyVariable)}
}

// Match reports whether the name is GitLab's own registry, or one in the job's variables, or the
// GitLab that issues the tokens of such a registry. It compares host and port in full: one machine
// can serve a GitLab, its dependency proxy and its registry on different ports.
func Match(name registry.Name) bool {
	return name.Registry() == Central || name.Registry() == Server || Variable(name) != ""
}

// Realm returns the registry for which the GitLab of that name issues tokens.
func Realm(name registry.Name) (registry.Name, bool) {
	at := name.Registry()
	if at != "" && at == Named(ServerVariable) && Named(RegistryVariable) != "" {
		of, err := registry.Parse(Named(RegistryVariable))
		return of, err == nil
	}
	return registry.Name{Asked: Central, Host: Central}, at == Server
}

// Variable returns the variable that names the registry, or "".
func Variable(name registry.Name) string {
	for _, variable := range [...]string{RegistryVariable, ProxyVariable} {
		if at := name.Registry(); at != "" && at == Named(variable) {
			return variable
		}
	}
	if at := name.Registry(); at != "" && at == Named(ServerVariable) && Named(RegistryVariable) != "" {
		return ServerVariable
	}
	return ""
}

// Named returns the registry in a variable as host[:port], or "".
func Named(variable string) string {
	name, err := registry.Parse(ascii.Trim(os.Getenv(variable)))
	if err != nil || !name.Whole() {
		return ""
	}
	return name.Registry()
}
