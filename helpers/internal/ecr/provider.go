package ecr

import (
	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Provider is Amazon ECR to the frame. Every variable that the AWS SDK reads for an
// identity or an endpoint begins with AWS_
// (https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html).
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-ecr", Match: Match, Variables: []string{"AWS_*"},
		// As Amazon's own helper reads them.
		Cache: paths.Names{OffBy: "AWS_ECR_DISABLE_CACHE", DirBy: "AWS_ECR_CACHE_DIR"},
	}
}
