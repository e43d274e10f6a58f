package main

import (
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/dockerhub"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// pair is two variables that belong together.
type pair struct{ user, secret string }

// pairs are those that are for the registry, in their order. DOCKER_USERNAME is
// the pair of CodeShip's generators, whose registry is Docker Hub where
// DOCKER_REGISTRY names no other; the other two are common in the documents of
// CI systems.
func pairs(name registry.Name) []pair {
	others := []pair{{"DOCKERHUB_USERNAME", "DOCKERHUB_TOKEN"}, {"DOCKER_HUB_USERNAME", "DOCKER_HUB_PASSWORD"}}
	if !named(name, os.Getenv("DOCKER_REGISTRY")) {
		return others
	}
	return append([]pair{{"DOCKER_USERNAME", "DOCKER_PASSWORD"}}, others...)
}

// named tells whether DOCKER_REGISTRY leaves its pair to the registry. A pair for
// Docker Hub is one for its hardened images too, which have no accounts of their
// own; the pair of any other registry is never answered here.
func named(name registry.Name, by string) bool {
	by = strings.Trim(by, " \t")
	if by == "" {
		return true
	}
	asked, err := registry.Parse(by)
	if err != nil || !asked.Whole() {
		return false
	}
	if asked.Scheme == "http" {
		asked.Scheme = "" // it only says whose pair this is
	}
	return asked.IsHub() || asked.Registry() == dockerhub.Hardened && name.Registry() == dockerhub.Hardened
}

// read gives the pair; it is not configured where neither variable is set. Half of one
// is a mistake that must not end in an anonymous pull, except for a user name beside
// a connection, which has no secret.
func (p pair) read() (identity.Identity, error) {
	user, secret, err := envname.Pair(p.user, p.secret)
	switch {
	case err != nil:
		return identity.Identity{}, err
	case secret == "" && (user == "" || connectionSet()):
		return identity.Identity{}, nil
	case user == "":
		return identity.Identity{}, fault.New(fault.Config, "%s is not set, %s is: set both", p.user, p.secret)
	case secret == "":
		return identity.Identity{}, fault.New(fault.Config, "%s is not set, %s is: set both", p.secret, p.user)
	}
	return identity.OfPair("variables "+p.user+" and "+p.secret, user, secret), checkUser(user, p.user)
}

func checkUser(user, where string) error {
	return credential.CheckUser(user, where, "a Docker ID or the name of an organisation")
}
