package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// world is a home directory with Amazon's services on loopback; nothing else can be reached.
type world struct {
	*helpertest.World
	*fakeaws.Server
}

func newWorld(t *testing.T, env ...string) *world {
	t.Helper()
	server := start(t)
	env = append([]string{"AWS_ENDPOINT_URL=" + server.URL(), "AWS_EC2_METADATA_DISABLED=true"}, env...)
	return &world{helpertest.NewWorld(t, program, own, env...), server}
}

// keyed is a world whose identity is a pair of variables.
func keyed(t *testing.T, env ...string) *world {
	return newWorld(t, append([]string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY=CANARY-KEY"},
		env...)...)
}

// password returns the secret for a registry.
func (w *world) password(t *testing.T, asked string, env ...string) string {
	t.Helper()
	return w.Run(t, "get", asked, env...).Password(t, user)
}
