package main

import (
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/ghcr"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// oldRegistry is GitHub's registry before ghcr.io.
const oldRegistry = "docker.pkg.github.com"

// registryOf returns the registry of a name that matches or that a rule claims. Another host in
// one of GitHub's domains is an error and not an Enterprise Server, whose tokens must not be sent
// there.
func registryOf(name registry.Name) (ghcr.Registry, error) {
	if r, ok := ghcr.Parse(name); ok {
		return r, nil
	}
	if name.Host == oldRegistry && name.Standard() {
		return ghcr.Registry{Server: ghcr.Server}, nil
	}
	for _, domain := range []string{ghcr.Central, "ghe.com", ghcr.Server} {
		if name.Host == domain || strings.HasSuffix(name.Host, "."+domain) {
			return ghcr.Registry{}, fault.New(fault.Config, "a rule claims a host in %s that is not a container "+
				"registry of GitHub: claim ghcr.io, containers.SUBDOMAIN.ghe.com or docker.pkg.github.com", domain)
		}
	}
	return ghcr.Registry{Server: strings.TrimPrefix(name.Host, ghcr.Before), Enterprise: true}, nil
}
