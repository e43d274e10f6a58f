package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

func TestMain(m *testing.M) { helpertest.Main(m, "docker-credential-vars", main) }

func TestConformance(t *testing.T) {
	helpertest.Conformance(t, helpertest.Helper{
		Name: "docker-credential-vars", Own: "own.example", User: "ann", Secret: "s3cr:et", Lister: true,
		Env: []string{"DOCKER_OWN__EXAMPLE_USR=ann", "DOCKER_OWN__EXAMPLE_PSW=s3cr:et"},
	})
}

// TestStrayCharacters: characters that an env file or a shell adds to a secret.
func TestStrayCharacters(t *testing.T) {
	w := helpertest.NewWorld(t, "docker-credential-vars", "own.example", "DOCKERCFG_KEEPER=none")
	w.Strays(t, "DOCKER_OWN__EXAMPLE_PSW", "CANARY", "DOCKER_OWN__EXAMPLE_USR=ann")
	w.Strays(t, "DOCKER_OWN__EXAMPLE_USR", "ann", "DOCKER_OWN__EXAMPLE_PSW=CANARY")
	w.Strays(t, "DOCKER_PASSWORD", "CANARY", "DOCKER_USERNAME=ann", "DOCKER_REGISTRY=own.example")
	w.Strays(t, "AUTH", "YW5uOkNBTkFSWQ==", "REGISTRY=own.example")
	w.Strays(t, "DOCKER_AUTH_CONFIG", `{"auths":{"own.example":{"auth":"YW5uOkNBTkFSWQ=="}}}`)
}

func TestScripts(t *testing.T) { helpertest.Scripts(t) }
