package gar

import "github.com/dockercfg/dockercfg/shared/warm"

// Provider returns the light half for package warm.
func Provider() warm.Provider {
	return warm.Provider{Name: "docker-credential-gar", Match: Match, Variables: variables()}
}

// variables are all that Google's library, gcloud and this helper read for an identity, an endpoint
// or a token. gcloud has one for each of its properties, CLOUDSDK_<SECTION>_<KEY>
// (https://cloud.google.com/sdk/docs/properties), and is found through PATH. Amazon's are for a
// federation with AWS.
func variables() []string {
	return []string{"GOOGLE_*", "CLOUDSDK_*", "GCE_*", "NO_GCE_CHECK", "DEVSHELL_*", "AWS_*", "PATH"}
}
