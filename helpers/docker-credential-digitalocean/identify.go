package main

import (
	"context"

	"github.com/dockercfg/dockercfg/helpers/internal/digitalocean"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// apiToken is a token for DigitalOcean's API, and the variable that contains it.
type apiToken struct {
	secret   credential.Secret
	variable string
}

// identify returns the token in doctl's variable, or in that of DigitalOcean's other tools.
func identify(
	_ context.Context, _ *inputs.Recorder, name registry.Name, u userconfig.Rule,
) (apiToken, identity.Identity, error) {
	if err := u.Only("docker-credential-digitalocean"); err != nil {
		return apiToken{}, identity.Identity{}, err
	}
	if _, realm := digitalocean.Realm(name); realm {
		return apiToken{}, identity.Nothing("no token"), nil // the registry has the token
	}
	for _, variable := range []string{"DIGITALOCEAN_ACCESS_TOKEN", "DIGITALOCEAN_TOKEN"} {
		token, err := envname.Secret(variable)
		if err != nil {
			return apiToken{}, identity.Identity{}, err
		}
		if token != "" {
			who := identity.Identity{Label: "variable " + variable, Configured: true}
			return apiToken{credential.Secret(token), variable}, who, nil
		}
	}
	return apiToken{}, identity.Nothing("no token"), nil
}
