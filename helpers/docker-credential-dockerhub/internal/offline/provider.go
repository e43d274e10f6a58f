package offline

import (
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Provider is Docker Hub to the frame.
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-dockerhub", Match: Match, Source: Source,
		Listed: func() []string { return []string{registry.HubKey, "dhi.io"} },
	}
}
