package providers

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// GHCR tells whether the name is a registry of GitHub's:
//
//	ghcr.io
//	containers.<enterprise>.ghe.com, with data residency
//
// (https://docs.github.com/enterprise-cloud@latest/admin/data-residency/about-github-enterprise-cloud-with-data-residency).
func GHCR(name registry.Name) bool {
	if !name.Standard() {
		return false
	}
	if name.Host == "ghcr.io" {
		return true
	}
	service, rest, _ := ascii.Cut(name.Host, '.')
	enterprise, domain, _ := ascii.Cut(rest, '.')
	return service == "containers" && label(enterprise) && domain == "ghe.com"
}
