package main

import (
	"context"

	"github.com/dockercfg/dockercfg/helpers/internal/dockerhub"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// identify returns the identity that a rule selects, or the first pair that is set, or the job's
// identity at an organization's connection.
func identify(
	_ context.Context, in *inputs.Recorder, name registry.Name, u userconfig.Rule,
) (connection, identity.Identity, error) {
	if dockerhub.Session(name) { // even if a rule claims a name of Docker Hub
		return connection{}, identity.Nothing("no identity"), nil
	}
	if c, who, err := byRule(in, name, u); who.Configured || err != nil {
		return c, who, err
	}
	for _, p := range pairs(name) {
		if who, err := p.read(); who.Configured || err != nil {
			return connection{}, who, err
		}
	}
	if !connectionSet() {
		return connection{}, identity.Nothing("no identity"), nil
	}
	account, where, err := organization()
	if err != nil {
		return connection{}, identity.Identity{}, err
	}
	return connect(account, where)
}
