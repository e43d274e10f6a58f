package offline

import (
	"errors"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// IAM is the host that makes tokens
// (https://cloud.ibm.com/apidocs/iam-identity-token-api).
const IAM = "iam.cloud.ibm.com"

// endpointVariable leads to a private endpoint of IAM. Its name is that of IBM's
// Terraform provider.
const endpointVariable = "IBMCLOUD_IAM_API_ENDPOINT"

// checkEndpoint takes IAM and its private endpoints, private.iam.cloud.ibm.com
// and private.<region>.iam.cloud.ibm.com, and nothing else: whoever is asked
// gets the key.
func checkEndpoint(text, where string) (string, error) {
	name, err := registry.Parse(text)
	path := name.Path == "" || name.Path == "/" || name.Path == "/identity/token"
	if err != nil || !path || name.Port != "" && name.Port != "443" || name.Registry() == "" ||
		name.Host != IAM && !ascii.HasSuffix(name.Host, "."+IAM) {
		return "", errors.New(where + " leads to no endpoint of IBM's IAM: set it to https://iam.cloud.ibm.com or https://private.iam.cloud.ibm.com, or unset it")
	}
	return name.Host, nil
}

// The metadata service of an instance: by its address, and by the name that it
// has where its own TLS is turned on
// (https://cloud.ibm.com/docs/vpc?topic=vpc-imd-about).
const (
	metadataAddress = "http://169.254.169.254"
	metadataName    = "api.metadata.cloud.ibm.com"
)

// checkMetadata takes the service, and what a user runs in its place on this
// machine.
func checkMetadata(text, where string) (string, error) {
	for ascii.HasSuffix(text, "/") {
		text = text[:len(text)-1]
	}
	name, err := registry.Parse(text)
	secure := name.Scheme == "https" && name.Host == metadataName && (name.Port == "" || name.Port == "443")
	plain := name.Scheme == "http" && (name.Loopback() || name.Host == "169.254.169.254" && (name.Port == "" || name.Port == "80"))
	if err != nil || name.Path != "" || !secure && !plain {
		return "", errors.New(where + " leads to no metadata service of IBM's: set it to " + metadataAddress + " or https://" + metadataName + ", or unset it")
	}
	return text, nil
}
