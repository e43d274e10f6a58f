package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

const (
	program = "docker-credential-ecr"
	own     = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
)

func TestMain(m *testing.M) { helpertest.Main(m, program, main) }

func TestConformance(t *testing.T) {
	server := start(t)
	server.Behave(fakeaws.ECR, fakeaws.Behaviour{Password: func(fakeaws.Request) string { return "s3cr:et" }})
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: own, User: "AWS", Secret: "s3cr:et", Lister: true, Minting: true, Caching: true,
		Env: []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY=CANARY-KEY",
			"AWS_ENDPOINT_URL=" + server.URL(), "AWS_EC2_METADATA_DISABLED=true"},
	})
}

// start starts Amazon's services on loopback.
func start(t *testing.T) *fakeaws.Server {
	t.Helper()
	server, err := fakeaws.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}
