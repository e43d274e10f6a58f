package main

import (
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/dockerhub"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// pair is the names of two variables that belong together.
type pair struct{ user, secret string }

// pairs returns the pairs for the registry, in order of precedence. DOCKER_USERNAME is the pair
// of CodeShip's generators, which is for Docker Hub if DOCKER_REGISTRY is not another registry.
// The other two are common in the documentation of CI systems.
func pairs(name registry.Name) []pair {
	others := []pair{{"DOCKERHUB_USERNAME", "DOCKERHUB_TOKEN"}, {"DOCKER_HUB_USERNAME", "DOCKER_HUB_PASSWORD"}}
	if !pairIsFor(name, os.Getenv("DOCKER_REGISTRY")) {
		return others
	}
	return append([]pair{{"DOCKER_USERNAME", "DOCKER_PASSWORD"}}, others...)
}

// pairIsFor reports whether DOCKER_REGISTRY, the argument by, means that its pair is for the
// registry. A pair for Docker Hub is also for its hardened images, which have no accounts of
// their own. The pair of any other registry is never used here.
func pairIsFor(name registry.Name, by string) bool {
	by = strings.Trim(by, " \t")
	if by == "" {
		return true
	}
	asked, err := registry.Parse(by)
	if err != nil || !asked.Whole() {
		return false
	}
	if asked.Scheme == "http" {
		asked.Scheme = "" // the variable only says which registry the pair is for
	}
	return asked.IsHub() || asked.Registry() == dockerhub.Hardened && name.Registry() == dockerhub.Hardened
}

// read returns the pair; it is not configured if neither variable is set. If only one is set, it
// is an error, which must not end in an anonymous pull. The exception is the user name for a
// connection, which needs no secret.
func (p pair) read() (identity.Identity, error) {
	user, secret, err := envname.Pair(p.user, p.secret)
	if err != nil || secret == "" && (user == "" || connectionSet()) {
		return identity.Identity{}, err
	}
	if err := envname.BothSet(p.user, user, p.secret, secret); err != nil {
		return identity.Identity{}, err
	}
	return identity.OfPair("variables "+p.user+" and "+p.secret, user, secret), checkUser(user, p.user)
}

func checkUser(user, where string) error {
	return credential.CheckUser(user, where, "a Docker ID or the name of an organization")
}
