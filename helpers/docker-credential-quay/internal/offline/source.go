package offline

import (
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Identity is what would be used for a registry: a pair that stands as it is, a
// robot that a job's token stands for, or nothing.
type Identity struct {
	Robot Robot // zero for a pair
	tokencache.Source
}

// Source is Find for the cache and the frame.
func Source(name registry.Name, u rule.Rule) (tokencache.Source, error) {
	id, err := Find(name, u)
	return id.Source, err
}

// Find decides which identity would be used. Variables are for the hosted
// registry alone: what another host gets, its rule says.
func Find(name registry.Name, u rule.Rule) (Identity, error) {
	if id, found, err := byRule(name, u); found || err != nil {
		return id, err
	}
	for _, source := range []func(registry.Name) (Identity, bool, error){userPair, oauthToken, robotVariable, configVariable} {
		if id, found, err := source(name); found || err != nil {
			return id, err
		}
	}
	return Identity{Source: tokencache.Source{ID: "nothing\n", Words: "no identity", None: true}}, nil
}

// held is a pair that the registry takes as it stands.
func held(user, secret, words string) Identity {
	return Identity{Source: tokencache.Source{
		ID: "held\n", Words: words, Configured: true, Static: tokencache.Pair{Username: user, Secret: secret},
	}}
}
