package conformance

import "slices"

// The sources of the rules. Upstream is the library that Docker's own helpers use.
const (
	upstream      = "https://github.com/docker/docker-credential-helpers/blob/v0.9.12/credentials/credentials.go"
	errorTexts    = "https://github.com/docker/docker-credential-helpers/blob/v0.9.12/credentials/error.go"
	helperMethods = "https://github.com/docker/docker-credential-helpers/blob/v0.9.12/credentials/helper.go"
	client        = "https://github.com/docker/docker-credential-helpers/blob/v0.9.12/client/client.go"
	dockerPy      = "https://github.com/docker/docker-py/blob/main/docker/credentials/store.py"
	jib           = "https://github.com/GoogleContainerTools/jib/blob/master/jib-core/src/main/java/" +
		"com/google/cloud/tools/jib/registry/credentials/DockerCredentialHelper.java"
	testcontainers = "https://github.com/testcontainers/testcontainers-java/blob/main/core/src/main/java/" +
		"org/testcontainers/utility/RegistryAuthLocator.java"
	cweLimits    = "https://cwe.mitre.org/data/definitions/770.html"
	awsChain     = "https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html"
	awsEndpoints = "https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html"
	awsFiles     = "https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html"
	awsRoles     = "https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html"
)

var (
	every   = []Profile{Basic, Storing, Minting, Caching}
	storing = []Profile{Storing}
	minting = []Profile{Minting}
	caching = []Profile{Caching}
)

// items returns every item, ordered by number, first the P items and then the C items.
func items() []Item {
	return slices.Concat(getItems(), storeItems(), environmentItems(), cacheItems())
}
