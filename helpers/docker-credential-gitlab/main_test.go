package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

const (
	program = "docker-credential-gitlab"
	own     = "registry.gitlab.com"
	jobUser = "gitlab-ci-token"
)

func TestMain(m *testing.M) { helpertest.Main(m, program, main) }

func TestConformance(t *testing.T) {
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: own, User: "me", Secret: "CANARY:1", Lister: true,
		Env: []string{"CI_DEPLOY_USER=me", "CI_DEPLOY_PASSWORD=CANARY:1"},
	})
}

// TestConformanceOfSelfManaged: a registry that only a variable names.
func TestConformanceOfSelfManaged(t *testing.T) {
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: "registry.corp.example", User: "me", Secret: "CANARY:1", Lister: true,
		Env: []string{"CI_REGISTRY=registry.corp.example:443", "CI_REGISTRY_USER=me", "CI_REGISTRY_PASSWORD=CANARY:1"},
	})
}
