package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

const (
	program = "docker-credential-quay"
	own     = "quay.io"
	user    = "team+ci" // a robot
)

func TestMain(m *testing.M) { helpertest.Main(m, program, main) }

// TestConformance: a pair is returned unchanged, like any login.
func TestConformance(t *testing.T) {
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: own, User: "ann", Secret: "s3cr:et", Lister: true,
		Env: []string{"QUAY_USERNAME=ann", "QUAY_PASSWORD=s3cr:et", "DOCKERCFG_KEEPER=none"},
	})
}
