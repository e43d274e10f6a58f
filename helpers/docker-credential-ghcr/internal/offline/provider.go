package offline

import "github.com/dockercfg/dockercfg/shared/warm"

// Program is the name of the helper.
const Program = "docker-credential-ghcr"

// Provider is GitHub's container registry to the frame.
func Provider() warm.Provider {
	return warm.Provider{Name: Program, Match: Match, Source: Source, Listed: func() []string { return []string{"ghcr.io"} }}
}
