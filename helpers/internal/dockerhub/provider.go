package dockerhub

import (
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Provider is Docker Hub to the frame. Its variables are those of Docker's own action
// for GitHub, those of pairs that CI systems use, and those by which a job asks its
// runner for the token that it shows
// (https://docs.github.com/en/actions/reference/security/oidc).
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-dockerhub", Match: Match, Logins: true,
		Variables: []string{
			"DOCKERHUB_*", "DOCKER_HUB_*", "DOCKER_USERNAME", "DOCKER_PASSWORD", "DOCKER_REGISTRY", "ACTIONS_ID_TOKEN_REQUEST_*",
		},
		Listed: func() []string { return []string{registry.HubKey, Hardened} },
		Given: func() bool {
			return tokencache.Set("DOCKERHUB_*", "DOCKER_HUB_*", "DOCKER_USERNAME", "DOCKER_PASSWORD")
		},
	}
}
