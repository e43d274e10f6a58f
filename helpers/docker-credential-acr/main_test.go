package main

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

const (
	program = "docker-credential-acr"
	own     = "myregistry.azurecr.io"
)

func TestMain(m *testing.M) { helpertest.Main(m, program, main) }

// TestConformance uses the longest possible name of a registry: a shorter one with "evil" before it
// could be another existing registry.
func TestConformance(t *testing.T) {
	longest := strings.Repeat("a", 50) + "-hash123.azurecr.io"
	token := fakeazure.Token(longest, "conformance", 3*60*60)
	cloud := newCloud(t)
	cloud.Handle(longest, faulty.Answer(200, faulty.JSON, `{"refresh_token":"`+token+`"}`))
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: longest, User: user, Secret: token, Lister: true, Minting: true,
		Env: append(cloud.Environment(), client...),
	})
}
