package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

func TestMain(m *testing.M) { helpertest.Main(m, "docker-credential-file", main) }

func TestConformance(t *testing.T) {
	helpertest.Conformance(t, helpertest.Helper{
		Name: "docker-credential-file", Own: "own.example", User: "ann", Secret: "s3cr:et", Lister: true, Keeper: true,
	})
}

func TestScripts(t *testing.T) { helpertest.Scripts(t) }
