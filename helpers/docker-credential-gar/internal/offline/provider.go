package offline

import "github.com/dockercfg/dockercfg/shared/warm"

// Provider is Google to the frame.
func Provider() warm.Provider {
	return warm.Provider{Name: "docker-credential-gar", Match: Match, Source: Source}
}
