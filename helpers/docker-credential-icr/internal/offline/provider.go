package offline

import "github.com/dockercfg/dockercfg/shared/warm"

// Provider is IBM Cloud Container Registry to the frame.
func Provider() warm.Provider {
	return warm.Provider{Name: "docker-credential-icr", Match: Match, Source: Source}
}
