package providers

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// GAR tells whether the name is a registry of Google's:
//
//	gcr.io, <location>.gcr.io
//	<location>-docker.pkg.dev
//	docker.<location>.rep.pkg.dev
//
// (https://cloud.google.com/artifact-registry/docs/repositories/repo-locations).
func GAR(name registry.Name) bool {
	if !name.Standard() {
		return false
	}
	first, rest, _ := ascii.Cut(name.Host, '.')
	switch {
	case name.Host == "gcr.io":
		return true
	case rest == "gcr.io":
		return label(first)
	case rest == "pkg.dev":
		const ending = "-docker"
		return ascii.HasSuffix(first, ending) && isLocation(first[:len(first)-len(ending)])
	case first == "docker":
		location, domain, _ := ascii.Cut(rest, '.')
		return domain == "rep.pkg.dev" && label(location)
	}
	return false
}

// isLocation holds words with single hyphens between, of which the first begins
// with a letter.
func isLocation(s string) bool { return words(s) && s[0] >= 'a' }
