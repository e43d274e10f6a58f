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

// TestConformance: a key is returned unchanged, like any login.
func TestConformance(t *testing.T) {
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: own, User: keyUser, Secret: "CANARY-KEY",
		Env: []string{"IBMCLOUD_API_KEY=CANARY-KEY"},
	})
}

// TestConformanceOfMinting: a key is exchanged, and the token cached.
func TestConformanceOfMinting(t *testing.T) {
	cloud := helpertest.NewExchange(t, iamHost, fakeibm.Token(`"s3cr:et"`, "3600"))
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: own, User: bearerUser, Secret: "s3cr:et", Lister: true, Minting: true,
		Env: append(cloud.Environment(), "IBMCLOUD_API_KEY=CANARY-KEY", "DOCKERCFG_STATIC=swap"),
	})
}
