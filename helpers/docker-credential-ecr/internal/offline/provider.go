package offline

import (
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Provider is Amazon ECR to the frame.
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-ecr", Match: Match, Source: Source,
		// As Amazon's own helper reads them.
		Cache: tokencache.Names{OffBy: "AWS_ECR_DISABLE_CACHE", DirBy: "AWS_ECR_CACHE_DIR"},
	}
}
