package dockerhub

import (
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Provider returns the light half for package warm. Its variables are those of Docker's own GitHub
// action, those of pairs in CI systems, and those with which a job requests its token from the
// runner
// (https://docs.github.com/en/actions/reference/security/oidc).
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-dockerhub", Match: Match, Logins: true,
		Variables: []string{
			"DOCKERHUB_*", "DOCKER_HUB_*", "DOCKER_USERNAME", "DOCKER_PASSWORD", "DOCKER_REGISTRY",
			"ACTIONS_ID_TOKEN_REQUEST_*",
		},
		Listed: func() []string { return []string{registry.HubKey, Hardened} },
		Given: func() bool {
			return tokencache.AnySet("DOCKERHUB_*", "DOCKER_HUB_*", "DOCKER_USERNAME", "DOCKER_PASSWORD")
		},
	}
}
