// Package acr is the light half of docker-credential-acr: which hosts are Azure's
// registries, and which variables can decide about their tokens. The helper answers
// kept tokens with it before the Azure SDK is initialised, so it imports light
// packages alone (shared/ascii). Who would be used is not known here: that is
// resolved when a token is made.
package acr

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Registry is one registry of Azure's.
type Registry struct {
	Host   string
	Name   string // the first label, with the hash that it may have
	Suffix string // of its cloud
}

// The suffixes of Microsoft's own clouds.
const (
	Public     = "azurecr.io"
	China      = "azurecr.cn"
	Government = "azurecr.us"
	Germany    = "azurecr.de"
)

// maxName is the longest name that Azure gives a registry
// (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerregistry).
// What is appended to it as a hash is bounded alike.
const maxName = 50

// Match tells whether the name is a registry of one of Microsoft's own clouds.
func Match(name registry.Name) bool {
	_, ok := Parse(name)
	return ok
}

// Parse reads the name of a registry of one of Microsoft's own clouds.
func Parse(name registry.Name) (Registry, bool) {
	for _, suffix := range [...]string{Public, China, Government, Germany} {
		if r, ok := Below(name, suffix); ok {
			return r, true
		}
	}
	return Registry{}, false
}

// Below reads
//
//	<name>[-<hash>][.<region>.geo].<suffix>
//
// from end to end, over TLS and on its port. The hash is that of a domain name
// label, and the region that of a geo-replica
// (https://learn.microsoft.com/azure/container-registry/container-registry-get-started-portal#configure-domain-name-label).
// The hosts of layers, <name>.<region>.data.azurecr.io, take no login.
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

// IsRegistryName holds words of letters and digits with single hyphens between.
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
