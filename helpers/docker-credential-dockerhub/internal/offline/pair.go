package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/credential"
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
	by = ascii.Trim(by)
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
	return asked.IsHub() || asked.Registry() == Hardened && name.Registry() == Hardened
}

// read gives the pair. Half of one is a mistake that must not end in an anonymous
// pull, except for a user name beside a connection, which has no secret.
func (p pair) read() (id Identity, found bool, err error) {
	user, secret := os.Getenv(p.user), os.Getenv(p.secret)
	switch {
	case secret == "" && (user == "" || ConnectionSet()):
		return Identity{}, false, nil
	case user == "":
		return Identity{}, false, errors.New(p.user + " is not set, " + p.secret + " is: set both")
	case secret == "":
		return Identity{}, false, errors.New(p.secret + " is not set, " + p.user + " is: set both")
	}
	return held(user, secret, "variables "+p.user+" and "+p.secret), true, checkUser(user, p.user)
}

// checkUser refuses names that a client would read as something else: the mark of
// an identity token, and a colon, which ends the name in a Basic header
// (https://datatracker.ietf.org/doc/html/rfc7617#section-2).
func checkUser(user, where string) error {
	if user == credential.TokenUser || ascii.Index(user, ':') >= 0 || len(user) > 255 {
		return errors.New(where + " is no user name: set it to a Docker ID or the name of an organisation")
	}
	return nil
}
