package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

const (
	program = "docker-credential-ghcr"
	own     = "ghcr.io"
	user    = "x-access-token"
)

func TestMain(m *testing.M) { helpertest.Main(m, program, main) }

func TestConformance(t *testing.T) {
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: own, User: user, Secret: "ghp_CANARY", Lister: true, Env: []string{"GH_TOKEN=ghp_CANARY"},
	})
}

// TestConformanceOfTenants: a registry with data residency, and a configured user name.
func TestConformanceOfTenants(t *testing.T) {
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: "containers.octo-corp.ghe.com", User: "octocat", Secret: "ghp_CANARY",
		Env: []string{"GITHUB_TOKEN=ghp_CANARY", "GITHUB_ACTOR=octocat"},
	})
}
