// Package icr is the light half of docker-credential-icr: which hosts are registries
// of IBM Cloud's, and which variables can decide about their tokens. The helper
// answers kept tokens with it before net/http is initialised, so it imports light
// packages alone (shared/ascii). Who would be used is not known here.
package icr

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Registry is one registry of IBM's.
type Registry struct {
	// Entitled is cp.icr.io, which holds licensed software. It takes an
	// entitlement key and has nothing to do with IBM Cloud's accounts
	// (https://www.ibm.com/docs/en/ftmfm/4.0.10?topic=environment-authenticate-registries).
	Entitled bool
	// Legacy is a name of the time when IBM Cloud was called Bluemix. Nothing
	// is public there.
	Legacy bool
}

// Match tells whether the name is one of IBM's registries.
func Match(name registry.Name) bool {
	_, ok := Parse(name)
	return ok
}

// Parse reads
//
//	[private.][<region>.]icr.io
//	registry[.ng|.eu-de|.eu-gb|.au-syd].bluemix.net
//
// from end to end, over TLS and on its port
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

// isLegacy tells what follows "registry." in an old name.
func isLegacy(rest string) bool {
	switch rest {
	case "bluemix.net", "ng.bluemix.net", "eu-de.bluemix.net", "eu-gb.bluemix.net", "au-syd.bluemix.net":
		return true
	}
	return false
}

// isRegion holds the form of a region in these names, "de" or "jp2": IBM adds
// regions without notice. IBM's test registry, "stg", is not one.
func isRegion(s string) bool {
	if len(s) == 3 && s[2] >= '0' && s[2] <= '9' {
		s = s[:2]
	}
	return len(s) == 2 && isLetter(s[0]) && isLetter(s[1])
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }
