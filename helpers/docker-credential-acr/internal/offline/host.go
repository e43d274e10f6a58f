// Package offline is what is known of Azure Container Registry without a request:
// whether a host is one of its registries, and which identity would be used for
// it. It serves the warm path, so it imports light packages alone (shared/ascii
// says why), and the mint, so that both see the same.
package offline

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Registry is one registry of Azure's.
type Registry struct {
	Host string
	Name string // the first label, with the hash that it may have
	Cloud
	LedBy string // names the authority where a rule does
}

// maxName is the longest name that Azure gives a registry
// (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerregistry).
// What is appended to it as a hash is bounded alike.
const maxName = 50

// Match tells whether the name is one of Azure's registries.
func Match(name registry.Name) bool {
	_, ok := Parse(name)
	return ok
}

// Parse reads
//
//	<name>[-<hash>][.<region>.geo].azurecr.<io, cn, us or de>
//
// from end to end, over TLS and on its port. The hash is that of a domain name
// label, and the region that of a geo-replica
// (https://learn.microsoft.com/azure/container-registry/container-registry-get-started-portal#configure-domain-name-label).
// The hosts of layers, <name>.<region>.data.azurecr.io, take no login.
func Parse(name registry.Name) (Registry, bool) {
	if !name.Standard() {
		return Registry{}, false
	}
	label, rest, _ := ascii.Cut(name.Host, '.')
	if !isRegistryName(label) {
		return Registry{}, false
	}
	r := Registry{Host: name.Host, Name: label}
	var ok bool
	if r.Cloud, ok = cloudOf(rest); ok {
		return r, true
	}
	region, rest, _ := ascii.Cut(rest, '.')
	geo, rest, _ := ascii.Cut(rest, '.')
	if !isWord(region) || geo != "geo" {
		return Registry{}, false
	}
	r.Cloud, ok = cloudOf(rest)
	return r, ok
}

// isRegistryName holds words of letters and digits with single hyphens between.
func isRegistryName(label string) bool {
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
