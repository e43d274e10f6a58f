package protocol_test

import (
	"context"
	"os"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// A complete helper for one registry, whose token is in a variable.
func ExampleMain() {
	get := func(_ context.Context, name registry.Name) (credential.Credential, error) {
		if name.Registry() != "registry.example" {
			return credential.Credential{}, fault.ErrNotFound
		}
		token := os.Getenv("EXAMPLE_TOKEN")
		if token == "" {
			const words = "EXAMPLE_TOKEN is not set: create a token and set it"
			return credential.Credential{}, fault.New(fault.NoIdentity, words)
		}
		return credential.Credential{Username: "token", Secret: credential.Secret(token), Source: "EXAMPLE_TOKEN"}, nil
	}
	protocol.Main("docker-credential-example", protocol.Helper{Get: get})
}
