package main

import (
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/ghcr"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// old is the registry before ghcr.io.
const old = "docker.pkg.github.com"

// registryOf is the registry of a name that matches or that a rule claims. What lies
// in a domain of GitHub's and is not one of its registries is never taken for an
// Enterprise Server: its tokens do not belong there.
func registryOf(name registry.Name) (ghcr.Registry, error) {
	if r, ok := ghcr.Parse(name); ok {
		return r, nil
	}
	if name.Host == old && name.Standard() {
		return ghcr.Registry{Server: ghcr.Server}, nil
	}
	for _, domain := range []string{ghcr.Central, "ghe.com", ghcr.Server} {
		if name.Host == domain || strings.HasSuffix(name.Host, "."+domain) {
			return ghcr.Registry{}, fault.New(fault.Config,
				"a rule claims a host in %s that is not a container registry of GitHub: those are ghcr.io, containers.SUBDOMAIN.ghe.com and docker.pkg.github.com", domain)
		}
	}
	return ghcr.Registry{Server: strings.TrimPrefix(name.Host, ghcr.Before), Enterprise: true}, nil
}
