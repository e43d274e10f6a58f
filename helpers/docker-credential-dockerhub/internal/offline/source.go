package offline

import (
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Identity is what would be used for a registry: a pair that stands as it is, a
// connection, or nothing.
type Identity struct {
	Connection Connection // zero for a pair
	tokencache.Source
}

// Source is Find for the cache and the frame.
func Source(name registry.Name, u rule.Rule) (tokencache.Source, error) {
	id, err := Find(name, u)
	return id.Source, err
}

// Find decides which identity would be used.
func Find(name registry.Name, u rule.Rule) (Identity, error) {
	if Session(name) { // also where a rule claims a name of Docker Hub
		return nothing(), nil
	}
	if id, found, err := byRule(name, u); found || err != nil {
		return id, err
	}
	for _, p := range pairs(name) {
		if id, found, err := p.read(); found || err != nil {
			return id, err
		}
	}
	if ConnectionSet() {
		return connected(organisation())
	}
	return nothing(), nil
}

// nothing: Docker Hub also serves anonymous pulls.
func nothing() Identity {
	return Identity{Source: tokencache.Source{ID: "nothing\n", Words: "no identity", None: true}}
}

// held is a pair that the registry takes as it stands.
func held(user, secret, words string) Identity {
	return Identity{Source: tokencache.Source{
		ID: "held\n", Words: words, Configured: true, Static: tokencache.Pair{Username: user, Secret: secret},
	}}
}
