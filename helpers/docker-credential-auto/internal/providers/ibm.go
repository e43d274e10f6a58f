package providers

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// ICR tells whether the name is a registry of IBM Cloud:
//
//	[private.][<region>.]icr.io
//	registry[.ng|.eu-de|.eu-gb|.au-syd].bluemix.net
//
// (https://cloud.ibm.com/docs/Registry?topic=Registry-registry_overview#registry_regions).
func ICR(name registry.Name) bool {
	if !name.Standard() {
		return false
	}
	first, rest, _ := ascii.Cut(name.Host, '.')
	if first == "registry" {
		return isBluemix(rest)
	}
	host := name.Host
	if first == "private" {
		host = rest
	}
	if host == "icr.io" {
		return true
	}
	region, rest, _ := ascii.Cut(host, '.')
	return isRegion(region) && rest == "icr.io"
}

func isBluemix(ending string) bool {
	switch ending {
	case "bluemix.net", "ng.bluemix.net", "eu-de.bluemix.net", "eu-gb.bluemix.net", "au-syd.bluemix.net":
		return true
	}
	return false
}

// isRegion holds two letters and perhaps a digit, "de" or "jp2".
func isRegion(s string) bool {
	if len(s) == 3 && digits(s[2:]) {
		s = s[:2]
	}
	return len(s) == 2 && isLetter(s[0]) && isLetter(s[1])
}
