//go:build unix

package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestProofFiles: the error explains what is wrong with the file of a login or of a job's token.
func TestProofFiles(t *testing.T) {
	helpertest.ProofFiles(t, func(t *testing.T, path string) *helpertest.World {
		return newWorld(t, configVariable+"="+path).World
	}, configVariable)
	helpertest.ProofFiles(t, func(t *testing.T, path string) *helpertest.World {
		return newWorld(t, robotVariable+"="+user, jobFile+"="+path).World
	}, jobFile)
	helpertest.ProofFiles(t, func(t *testing.T, path string) *helpertest.World {
		w := newWorld(t)
		w.File(t, ".config/dockercfg/config.toml",
			"[[registry]]\nmatch = \"quay.io\"\nusername = \"u\"\ncredentials_file = \""+path+"\"\n")
		return w.World
	}, "credentials_file")
}
