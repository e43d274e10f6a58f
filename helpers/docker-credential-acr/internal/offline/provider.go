package offline

import "github.com/dockercfg/dockercfg/shared/warm"

// Provider is Azure Container Registry to the frame.
func Provider() warm.Provider {
	return warm.Provider{Name: "docker-credential-acr", Match: Match, Source: Source}
}
