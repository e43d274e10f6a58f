// Package gitlab is the light half of docker-credential-gitlab: which hosts are
// GitLab's registries, and which variables can decide. It imports light packages
// alone (shared/ascii). Which credential would be used is not known here.
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
	// Server is its GitLab, which makes the registry's tokens
	// (https://docs.gitlab.com/administration/packages/container_registry/).
	Server = "gitlab.com"
)

// Of a job: its registry, and the dependency proxy of its server, which has its port
// also where it is 443
// (https://docs.gitlab.com/ci/variables/predefined_variables/).
const (
	RegistryVariable = "CI_REGISTRY"
	ProxyVariable    = "CI_DEPENDENCY_PROXY_SERVER"
	// ServerVariable is the URL of the job's GitLab, which makes the tokens of its
	// registry.
	ServerVariable = "CI_SERVER_URL"
)

// Provider is GitLab's registries to the frame. Every credential is there as it is,
// so nothing is kept. Match looks at two variables beside the name: they are how a job
// says which registries are its own.
func Provider() warm.Provider {
	return warm.Provider{
		Name: Program, Match: Match,
		Variables: []string{
			"CI_REGISTRY*", "CI_DEPENDENCY_PROXY_*", "CI_DEPLOY_*", "CI_JOB_TOKEN", "CI_SERVER_HOST", ServerVariable,
			"GITLAB_*", "GL_HOST",
		},
		Listed: listed,
		Given: func() bool {
			return tokencache.Set("CI_REGISTRY*", "CI_DEPENDENCY_PROXY_*", "CI_DEPLOY_*", "CI_JOB_TOKEN", "GITLAB_*")
		},
	}
}

// listed are the registries that may have a credential without a rule.
func listed() []string {
	return []string{Central, os.Getenv(RegistryVariable), os.Getenv(ProxyVariable)}
}

// Match tells whether the name is GitLab's own registry, or one that the job's
// variables name, or the GitLab that makes the tokens of such a registry. Port and host
// are compared in full: one machine serves a GitLab, its dependency proxy and its
// registry on different ports.
func Match(name registry.Name) bool {
	return name.Registry() == Central || name.Registry() == Server || Variable(name) != ""
}

// Realm is the registry whose tokens the GitLab of that name makes.
func Realm(name registry.Name) (registry.Name, bool) {
	at := name.Registry()
	if at != "" && at == Named(ServerVariable) && Named(RegistryVariable) != "" {
		of, err := registry.Parse(Named(RegistryVariable))
		return of, err == nil
	}
	return registry.Name{Asked: Central, Host: Central}, at == Server
}

// Variable is the one that names the registry; "" for none.
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

// Named is the registry that a variable names as host[:port], or "".
func Named(variable string) string {
	name, err := registry.Parse(ascii.Trim(os.Getenv(variable)))
	if err != nil || !name.Whole() {
		return ""
	}
	return name.Registry()
}
