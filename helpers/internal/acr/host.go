// Package acr is the light half of docker-credential-acr: which hosts are Azure's registries, and
// which variables can influence their tokens. The helper uses it to answer cached tokens before the
// Azure SDK is initialised, so it imports only light packages (shared/ascii). It does not resolve
// the identity: that happens when a token is made.
package acr

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Registry is an Azure registry.
type Registry struct {
	Host   string
	Name   string // the first label, with the hash if there is one
	Suffix string // of its cloud
}

// The suffixes of Microsoft's own clouds.
const (
	Public     = "azurecr.io"
	China      = "azurecr.cn"
	Government = "azurecr.us"
	Germany    = "azurecr.de"
)

// maxName is the longest name of a registry in Azure, and the limit for a hash after it
// (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules,
// Microsoft.ContainerRegistry).
const maxName = 50

// Match reports whether the name is a registry of one of Microsoft's own clouds.
func Match(name registry.Name) bool {
	_, ok := Parse(name)
	return ok
}

// Parse parses the name of a registry of one of Microsoft's own clouds.
func Parse(name registry.Name) (Registry, bool) {
	for _, suffix := range [...]string{Public, China, Government, Germany} {
		if r, ok := Below(name, suffix); ok {
			return r, true
		}
	}
	return Registry{}, false
}

// Below parses a registry's name with the given suffix,
//
//	<name>[-<hash>][.<region>.geo].<suffix>
//
// as a whole; the registry must have TLS and the default port. The hash is that of a domain name
// label, and the region that of a geo-replica
// (https://learn.microsoft.com/azure/container-registry/container-registry-get-started-portal,
// "Configure domain name label").
// The hosts of layers, <name>.<region>.data.azurecr.io, need no login.
func Below(name registry.Name, suffix string) (Registry, bool) {
	if !name.Standard() {
		return Registry{}, false
	}
	label, rest, _ := ascii.Cut(name.Host, '.')
	if !IsRegistryName(label) {
		return Registry{}, false
	}
	r := Registry{name.Host, label, suffix}
	if rest == suffix {
		return r, true
	}
	region, rest, _ := ascii.Cut(rest, '.')
	geo, rest, _ := ascii.Cut(rest, '.')
	return r, isWord(region) && geo == "geo" && rest == suffix
}

// IsRegistryName reports whether label is words of letters and digits, separated by single hyphens.
func IsRegistryName(label string) bool {
	name, hash, hashed := ascii.Cut(label, '-')
	if len(name) > maxName || len(hash) > maxName || !isWord(name) {
		return false
	}
	for hashed {
		var word string
		word, hash, hashed = ascii.Cut(hash, '-')
		if !isWord(word) {
			return false
		}
	}
	return true
}

func isWord(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
			return false
		}
	}
	return s != ""
}
