package offline

import (
	"os"

	"github.com/dockercfg/dockercfg/shared/warm"
)

// Program is the name of the helper.
const Program = "docker-credential-gitlab"

// Provider is GitLab's registries to the frame. Match looks at two variables beside
// the name: they are how a job says which registries are its own.
func Provider() warm.Provider {
	return warm.Provider{Name: Program, Match: Match, Source: Source, Listed: func() []string {
		return []string{"registry.gitlab.com", os.Getenv("CI_REGISTRY"), os.Getenv("CI_DEPENDENCY_PROXY_SERVER")}
	}}
}
