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

func TestScripts(t *testing.T) { helpertest.Scripts(t) }
