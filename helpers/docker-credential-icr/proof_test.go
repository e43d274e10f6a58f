//go:build unix

package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestProofFiles: the error explains what is wrong with the file of a key or a token.
func TestProofFiles(t *testing.T) {
	for _, c := range []struct{ variable, before string }{{"IBMCLOUD_API_KEY", "@"}, {tokenVariable, "@"}} {
		helpertest.ProofFiles(t, func(t *testing.T, path string) *helpertest.World {
			return newWorld(t, c.variable+"="+c.before+path, profileVariable+"=Profile-1").World
		}, c.variable)
	}
	helpertest.ProofFiles(t, func(t *testing.T, path string) *helpertest.World {
		w := newWorld(t)
		w.File(t, ".config/dockercfg/config.toml",
			"[[registry]]\nmatch = \"*.icr.io\"\ncredentials_file = \""+path+"\"\n")
		return w.World
	}, "credentials_file")
	helpertest.ProofFiles(t, func(t *testing.T, path string) *helpertest.World {
		return newWorld(t, credentialsVariable+"="+path).World
	}, credentialsVariable)
}
