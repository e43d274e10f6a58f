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

// apiToken is a token of DigitalOcean's API, and the variable that holds it.
type apiToken struct {
	secret   credential.Secret
	variable string
}

// identify finds the token in doctl's variable, or in that of DigitalOcean's other
// tools.
func identify(
	_ context.Context, _ *inputs.Recorder, name registry.Name, u userconfig.Rule,
) (apiToken, identity.Identity, error) {
	if err := u.Only("docker-credential-digitalocean"); err != nil {
		return apiToken{}, identity.Identity{}, err
	}
	if _, realm := digitalocean.Realm(name); realm {
		return apiToken{}, identity.Nothing("no token"), nil // it is the registry that has one
	}
	for _, variable := range []string{"DIGITALOCEAN_ACCESS_TOKEN", "DIGITALOCEAN_TOKEN"} {
		token, err := envname.Secret(variable)
		if err != nil {
			return apiToken{}, identity.Identity{}, err
		}
		if token != "" {
			return apiToken{credential.Secret(token), variable}, identity.Identity{Label: "variable " + variable, Configured: true}, nil
		}
	}
	return apiToken{}, identity.Nothing("no token"), nil
}
