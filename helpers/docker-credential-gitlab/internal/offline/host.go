// Package offline is what is known of GitLab's registries: whether a host is one of
// them, and which of the credentials in the variables is for it. Nothing of it takes
// a request or a program.
package offline

import (
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

const (
	central = "registry.gitlab.com"
	server  = "gitlab.com"

	// Of a job: its registry, and the dependency proxy of its server, which has its
	// port also where it is 443
	// (https://docs.gitlab.com/ci/variables/predefined_variables/).
	registryVariable = "CI_REGISTRY"
	proxyVariable    = "CI_DEPENDENCY_PROXY_SERVER"
)

// Match tells whether the name is GitLab's own registry, or one that the job's
// variables name. Port and host are compared in full: one machine serves a GitLab,
// its dependency proxy and its registry on different ports.
func Match(name registry.Name) bool {
	at := name.Registry()
	return at != "" && (at == central || at == named(registryVariable) || at == named(proxyVariable))
}

// named is the registry that a variable names as host[:port], or "".
func named(variable string) string {
	name, err := registry.Parse(ascii.Trim(os.Getenv(variable)))
	if err != nil || !name.Whole() {
		return ""
	}
	return name.Registry()
}

// elsewhere tells that one of the variables, a host or a URL, names another GitLab
// than gitlab.com.
func elsewhere(variables ...string) bool {
	for _, variable := range variables {
		if os.Getenv(variable) != "" && named(variable) != server {
			return true
		}
	}
	return false
}
