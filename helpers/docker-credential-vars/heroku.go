package main

import (
	"os"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// heroku is HEROKU_API_KEY, which is the password of its one registry, for any
// user name (https://devcenter.heroku.com/articles/container-registry-and-runtime).
type heroku struct{}

const herokuRegistry = "registry.heroku.com"

func (heroku) get(r target) (credential.Credential, error) {
	key := os.Getenv("HEROKU_API_KEY")
	if key == "" || !r.named(herokuRegistry) {
		return credential.Credential{}, fault.ErrNotFound
	}
	return credential.Credential{
		Username: "_", Secret: credential.Secret(key), Kind: credential.Static, Source: "variable HEROKU_API_KEY",
	}, nil
}

func (heroku) hosts() []string {
	if os.Getenv("HEROKU_API_KEY") == "" {
		return nil
	}
	return []string{herokuRegistry}
}
