package ecr

import (
	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Provider returns the light half for package warm. Every variable that the AWS SDK reads for an
// identity or an endpoint begins with AWS_
// (https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html).
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-ecr", Match: Match, Variables: []string{"AWS_*"},
		// The variables of Amazon's own helper.
		Cache: paths.Names{OffBy: "AWS_ECR_DISABLE_CACHE", DirBy: "AWS_ECR_CACHE_DIR"},
	}
}
