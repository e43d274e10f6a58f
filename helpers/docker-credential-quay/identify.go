package main

import (
	"context"
	"os"

	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// identify returns the identity that would be used. Variables are only for the hosted registry:
// other hosts need a rule.
func identify(
	_ context.Context, in *inputs.Recorder, name registry.Name, u userconfig.Rule,
) (robot, identity.Identity, error) {
	if r, who, err := byRule(in, name, u); who.Configured || err != nil {
		return r, who, err
	}
	for _, source := range []func() (identity.Identity, error){userPair, oauthToken} {
		if who, err := source(); who.Configured || err != nil {
			return robot{}, who, err
		}
	}
	named, err := envname.Secret(robotVariable)
	if err != nil {
		return robot{}, identity.Identity{}, err
	}
	if named != "" {
		return keyless(in, named, robotVariable, name)
	}
	if path := os.Getenv(configVariable); path != "" {
		who, err := configPair(in, path, name)
		return robot{}, who, err
	}
	return robot{}, identity.Nothing("no identity"), nil
}
