package main

import (
	"os"

	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

const host = "registry.digitalocean.com"

func provider() warm.Provider {
	return warm.Provider{Name: "docker-credential-digitalocean", Match: match, Source: source}
}

func match(name registry.Name) bool { return name.Standard() && name.Host == host }

// source is the API token that would be exchanged. The token itself is the
// identity, so its digest stands for it.
func source(_ registry.Name, u rule.Rule) (tokencache.Source, error) {
	token, variable := apiToken()
	return tokencache.Source{
		ID: "token " + tokencache.Digest(token) + "\n", Words: "variable " + variable,
		Configured: token != "", None: token == "",
	}, u.Only("docker-credential-digitalocean")
}

// apiToken is the token of doctl's variable, or of DigitalOcean's other tools.
func apiToken() (token, variable string) {
	for _, variable = range []string{"DIGITALOCEAN_ACCESS_TOKEN", "DIGITALOCEAN_TOKEN"} {
		if token = os.Getenv(variable); token != "" {
			return token, variable
		}
	}
	return "", variable
}
