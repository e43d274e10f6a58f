package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
)

const (
	program  = "docker-credential-icr"
	own      = "de.icr.io"
	entitled = "cp.icr.io"
)

func TestMain(m *testing.M) { helpertest.Main(m, program, main) }

// TestConformance: a key as it stands is answered as any helper answers.
func TestConformance(t *testing.T) {
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: own, User: keyUser, Secret: "CANARY-KEY",
		Env: []string{"IBMCLOUD_API_KEY=CANARY-KEY"},
	})
}

// TestConformanceOfMinting: a key that is exchanged, as any cached token.
func TestConformanceOfMinting(t *testing.T) {
	cloud := helpertest.NewExchange(t, iamHost, fakeibm.Token(`"s3cr:et"`, "3600"))
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: own, User: bearerUser, Secret: "s3cr:et", Lister: true, Minting: true,
		Env: append(cloud.Environment(), "IBMCLOUD_API_KEY=CANARY-KEY", "DOCKERCFG_STATIC=swap"),
	})
}
