//go:build unix

package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestProofFiles: the error explains what is wrong with the file of a password.
func TestProofFiles(t *testing.T) {
	helpertest.ProofFiles(t, func(t *testing.T, path string) *helpertest.World {
		return helpertest.NewWorld(t, "docker-credential-vars", "own.example", "DOCKERCFG_KEEPER=none",
			"DOCKER_OWN__EXAMPLE_USR=ann", "DOCKER_OWN__EXAMPLE_PSW_FILE="+path)
	}, "DOCKER_OWN__EXAMPLE_PSW_FILE")
}
