// Package providers says which helper of the suite a registry belongs to: the
// hosts of every provider, and nothing else of it.
//
// The router looks here before it starts anything. A provider's grammar stands in
// a function of its own, which its helper can use as well: what is imported is
// light enough for the warm path (shared/ascii). A test of the router asks the
// real helpers and holds that they agree with what stands here.
package providers

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Provider is a helper that has registries of its own.
type Provider struct {
	Helper string // the short name, as credHelpers has it
	// Cloud: it makes tokens out of a cloud's identity and keeps no logins, and
	// its identity comes before a login.
	Cloud bool
	// Match tells whether a registry is the provider's. Nothing but the name is
	// looked at.
	Match func(registry.Name) bool
	// Variables name further registries of the provider's, each of them one.
	Variables []string
}

// All are the providers. No two of them match one registry.
func All() []Provider {
	return []Provider{
		{Helper: "acr", Cloud: true, Match: ACR},
		{Helper: "ecr", Cloud: true, Match: ECR},
		{Helper: "gar", Cloud: true, Match: GAR},
		{Helper: "icr", Cloud: true, Match: ICR},
		{Helper: "digitalocean", Match: exactly("registry.digitalocean.com")},
		{Helper: "dockerhub", Match: DockerHub},
		{Helper: "ghcr", Match: GHCR},
		{Helper: "gitlab", Match: exactly("registry.gitlab.com"), Variables: []string{"CI_REGISTRY", "CI_DEPENDENCY_PROXY_SERVER"}},
		{Helper: "heroku", Match: exactly("registry.heroku.com")},
		{Helper: "quay", Match: exactly("quay.io")},
	}
}

// Of gives the provider of a registry: by the registry's name, else by what the
// variables of the environment name.
func Of(name registry.Name, env func(string) string) (p Provider, variable string, found bool) {
	all := All()
	for _, p := range all {
		if p.Match(name) {
			return p, "", true
		}
	}
	for _, p := range all {
		for _, variable := range p.Variables {
			if names(env(variable), name) {
				return p, variable, true
			}
		}
	}
	return Provider{}, "", false
}

// Called gives the provider whose helper has the short name.
func Called(short string) (Provider, bool) {
	for _, p := range All() {
		if p.Helper == short {
			return p, true
		}
	}
	return Provider{}, false
}

// names tells whether a variable's value is the asked registry, with its port.
func names(value string, name registry.Name) bool {
	if value == "" || name.Registry() == "" {
		return false
	}
	named, err := registry.Parse(ascii.Trim(value))
	return err == nil && named.Whole() && named.Registry() == name.Registry()
}

// exactly matches one host over TLS and on its port.
func exactly(host string) func(registry.Name) bool {
	return func(name registry.Name) bool { return name.Standard() && name.Host == host }
}
