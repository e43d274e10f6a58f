package main

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// iamHost issues the tokens (https://cloud.ibm.com/apidocs/iam-identity-token-api).
const iamHost = "iam.cloud.ibm.com"

// checkEndpoint returns the host of an IAM endpoint. It allows only IAM and its private
// endpoints, private.iam.cloud.ibm.com and private.<region>.iam.cloud.ibm.com, since the key
// is sent there.
func checkEndpoint(s setting) (string, error) {
	name, err := registry.Parse(s.value)
	path := name.Path == "" || name.Path == "/" || name.Path == "/identity/token"
	if err != nil || !path || name.Port != "" && name.Port != "443" || name.Registry() == "" ||
		name.Host != iamHost && !strings.HasSuffix(name.Host, "."+iamHost) {
		return "", s.mistake("is not an endpoint of IBM's IAM: " +
			"set it to https://iam.cloud.ibm.com or https://private.iam.cloud.ibm.com, or unset it")
	}
	return name.Host, nil
}

// The metadata service of an instance: its address, and its name if its own TLS is turned on
// (https://cloud.ibm.com/docs/vpc?topic=vpc-imd-about).
const (
	metadataAddress = "http://169.254.169.254"
	metadataName    = "api.metadata.cloud.ibm.com"
)

// checkMetadata allows the metadata service, and a replacement on loopback.
func checkMetadata(s setting) (string, error) {
	text := strings.TrimRight(s.value, "/")
	name, err := registry.Parse(text)
	secure := name.Scheme == "https" && name.Host == metadataName && (name.Port == "" || name.Port == "443")
	linkLocal := name.Host == "169.254.169.254" && (name.Port == "" || name.Port == "80")
	plain := name.Scheme == "http" && (name.Loopback() || linkLocal)
	if err != nil || name.Path != "" || !secure && !plain {
		return "", s.mistake("is not the address of IBM's metadata service: set it to %s or https://%s, or unset it",
			metadataAddress, metadataName)
	}
	return text, nil
}
