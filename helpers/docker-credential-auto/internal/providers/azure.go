package providers

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// longestAzure bounds a registry's name, and the hash behind it
// (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerregistry).
const longestAzure = 50

// ACR tells whether the name is a registry of Azure's:
//
//	<name>[-<hash>][.<region>.geo].azurecr.<io, cn, us or de>
//
// (https://learn.microsoft.com/azure/container-registry/container-registry-get-started-portal#configure-domain-name-label).
func ACR(name registry.Name) bool {
	if !name.Standard() {
		return false
	}
	registry, rest, _ := ascii.Cut(name.Host, '.')
	first, hash, _ := ascii.Cut(registry, '-')
	if !words(registry) || len(first) > longestAzure || len(hash) > longestAzure {
		return false
	}
	if isAzure(rest) {
		return true
	}
	region, rest, _ := ascii.Cut(rest, '.')
	geo, rest, _ := ascii.Cut(rest, '.')
	return word(region) && geo == "geo" && isAzure(rest)
}

// isAzure tells what a cloud's registries end in.
func isAzure(ending string) bool {
	switch ending {
	case "azurecr.io", "azurecr.cn", "azurecr.us", "azurecr.de":
		return true
	}
	return false
}
