// Package icr is the light half of docker-credential-icr: which hosts are IBM Cloud's registries, and
// which variables can influence their tokens. The helper uses it to answer cached tokens before
// net/http is initialised, so it imports only light packages (shared/ascii). It does not resolve the
// identity.
package icr

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Registry is an IBM registry.
type Registry struct {
	// Entitled is cp.icr.io, which contains licensed software. It accepts an entitlement key and
	// does not use IBM Cloud's accounts
	// (https://www.ibm.com/docs/en/ftmfm/4.0.10?topic=environment-authenticate-registries).
	Entitled bool
	// Legacy is a name from the time when IBM Cloud was called Bluemix. It has no public images.
	Legacy bool
}

// Match reports whether the name is one of IBM's registries.
func Match(name registry.Name) bool {
	_, ok := Parse(name)
	return ok
}

// Parse parses
//
//	[private.][<region>.]icr.io
//	registry[.ng|.eu-de|.eu-gb|.au-syd].bluemix.net
//
// as a whole; the registry must have TLS and the default port
// (https://cloud.ibm.com/docs/Registry?topic=Registry-registry_overview#registry_regions).
func Parse(name registry.Name) (Registry, bool) {
	if !name.Standard() {
		return Registry{}, false
	}
	first, rest, _ := ascii.Cut(name.Host, '.')
	if first == "registry" {
		return Registry{Legacy: true}, isLegacy(rest)
	}
	host := name.Host
	if first == "private" {
		host = rest
	}
	if host == "icr.io" {
		return Registry{}, true
	}
	region, rest, _ := ascii.Cut(host, '.')
	return Registry{Entitled: region == "cp"}, isRegion(region) && rest == "icr.io"
}

// isLegacy reports whether rest follows "registry." in an old name.
func isLegacy(rest string) bool {
	switch rest {
	case "bluemix.net", "ng.bluemix.net", "eu-de.bluemix.net", "eu-gb.bluemix.net", "au-syd.bluemix.net":
		return true
	}
	return false
}

// isRegion reports whether s has the form of a region in these names, "de" or "jp2": IBM adds regions
// without notice. IBM's test registry, "stg", is not a region.
func isRegion(s string) bool {
	if len(s) == 3 && s[2] >= '0' && s[2] <= '9' {
		s = s[:2]
	}
	return len(s) == 2 && isLetter(s[0]) && isLetter(s[1])
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }
