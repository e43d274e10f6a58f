// Package gar is the light half of docker-credential-gar: which hosts are Google's registries, and
// which variables can influence their tokens. The helper uses it to answer cached tokens before
// Google's library is initialised, so it imports only light packages (shared/ascii). It does not
// resolve the identity: that happens when a token is made.
package gar

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Match reports whether the name is one of Google's registries:
//
//	gcr.io, <location>.gcr.io                Container Registry
//	<location>-docker.pkg.dev                Artifact Registry
//	docker.<location>.rep.pkg.dev            its regional endpoints
//
// as a whole, with TLS and the default port. Google adds locations without notice, so there is no
// list of them
// (https://cloud.google.com/artifact-registry/docs/repositories/repo-locations).
func Match(name registry.Name) bool {
	if !name.Standard() {
		return false
	}
	first, rest, _ := ascii.Cut(name.Host, '.')
	switch {
	case name.Host == "gcr.io":
		return true
	case rest == "gcr.io":
		return isLabel(first)
	case rest == "pkg.dev":
		const ending = "-docker"
		return ascii.HasSuffix(first, ending) && isLocation(first[:len(first)-len(ending)])
	case first == "docker":
		location, domain, _ := ascii.Cut(rest, '.')
		return domain == "rep.pkg.dev" && isLabel(location)
	}
	return false
}

// isLabel reports whether s is a DNS label: without a hyphen at either end.
func isLabel(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isAlnum(c) && (c != '-' || i == 0 || i == len(s)-1) {
			return false
		}
	}
	return s != ""
}

// isLocation reports whether s is a label that begins with a letter and has no two hyphens in a row.
func isLocation(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i] == '-' && s[i-1] == '-' {
			return false
		}
	}
	return isLabel(s) && s[0] >= 'a'
}

func isAlnum(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
