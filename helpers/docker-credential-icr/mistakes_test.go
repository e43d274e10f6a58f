package main

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// TestMistakes: the error names what is incomplete or not valid.
func TestMistakes(t *testing.T) {
	file := func(lines string) string {
		return "IBM_CREDENTIALS_FILE=" + write(t, strings.ReplaceAll(lines, " ", "\n"))
	}
	const ours = "CONTAINER_REGISTRY_"
	for env, want := range map[string]string{
		"IBMCLOUD_API_KEY=@key.txt":          "IBMCLOUD_API_KEY names a relative path",
		"IBMCLOUD_API_KEY=@./key":            "relative path",
		"IBMCLOUD_API_KEY=@":                 "relative path",
		"IBMCLOUD_API_KEY=@/nonexistent/key": "reading the file named by IBMCLOUD_API_KEY",
		"IBMCLOUD_API_KEY=@/dev/zero":        "reading the file named by IBMCLOUD_API_KEY",
		"IBMCLOUD_API_KEY=@" +
			write(t, "\n"): "the file named by IBMCLOUD_API_KEY is empty",
		"IBMCLOUD_API_KEY=@" + write(t, "one\ntwo\n"): "the file named by " +
			"IBMCLOUD_API_KEY does not contain a valid secret",
		"BLUEMIX_API_KEY=a\tb":    "BLUEMIX_API_KEY does not contain a valid secret",
		"IC_IAM_TOKEN=Bearer\x01": "IC_IAM_TOKEN does not contain a valid secret",
		"IBMCLOUD_CR_TOKEN=t": "IBMCLOUD_CR_TOKEN " +
			"is set but IBMCLOUD_CR_PROFILE is not: set both",
		"IBMCLOUD_CR_PROFILE=ci":                       "IBMCLOUD_CR_PROFILE is set but IBMCLOUD_CR_TOKEN is not",
		"IBMCLOUD_CR_TOKEN=t IBMCLOUD_CR_PROFILE=a\nb": "IBMCLOUD_CR_PROFILE contains a control character",
		"IBMCLOUD_CR_VPC_URL=http://169.254.169.254 " +
			"IBMCLOUD_CR_PROFILE=ci": "IBMCLOUD_CR_PROFILE is the name of a profile",
		"IBMCLOUD_CR_VPC_URL=http://evil.test": "IBMCLOUD_CR_VPC_URL is not " +
			"the address of IBM's metadata service",
		"IBMCLOUD_CR_VPC_URL=https://api.metadata.cloud.ibm.com.evil.test": "is not the address of IBM's metadata service",
		"IBMCLOUD_CR_VPC_URL=http://api.metadata.cloud.ibm.com":            "is not the address of IBM's metadata service",
		"IBMCLOUD_CR_VPC_URL=http://169.254.169.254@evil.test":             "is not the address of IBM's metadata service",
		"IBMCLOUD_CR_VPC_URL=http://169.254.169.254/x":                     "is not the address of IBM's metadata service",

		"IC_API_KEY=k IBMCLOUD_IAM_API_ENDPOINT=https://evil.test": "IBMCLOUD_IAM_API_ENDPOINT is not an endpoint of IBM's IAM",

		"IC_API_KEY=k IBMCLOUD_IAM_API_ENDPOINT=http://iam.cloud.ibm.com":             "is not an endpoint",
		"IC_API_KEY=k IBMCLOUD_IAM_API_ENDPOINT=https://eviliam.cloud.ibm.com":        "is not an endpoint",
		"IC_API_KEY=k IBMCLOUD_IAM_API_ENDPOINT=https://iam.cloud.ibm.com.evil.test":  "is not an endpoint",
		"IC_API_KEY=k IBMCLOUD_IAM_API_ENDPOINT=https://iam.cloud.ibm.com:8443":       "is not an endpoint",
		"IC_API_KEY=k IBMCLOUD_IAM_API_ENDPOINT=https://iam.cloud.ibm.com/other":      "is not an endpoint",
		"IC_API_KEY=k IBMCLOUD_IAM_API_ENDPOINT=https://iam.cloud.ibm.com@evil.test/": "is not an endpoint",
		"IC_API_KEY=k IBMCLOUD_IAM_API_ENDPOINT=https://iam.test.cloud.ibm.com":       "is not an endpoint",

		"IBM_CREDENTIALS_FILE=ibm-credentials.env": "IBM_CREDENTIALS_FILE names a relative path",
		"IBM_CREDENTIALS_FILE=/nonexistent":        "reading the file named by IBM_CREDENTIALS_FILE",
		file("A_APIKEY=x B_APIKEY=y"):              "contains keys of several services",
		file(ours + "AUTH_TYPE=iam"):               "but CONTAINER_REGISTRY_APIKEY is not: set both",
		file(ours + "AUTH_TYPE=cp4d " + ours +
			"APIKEY=x"): "AUTH_TYPE in the file named by IBM_CREDENTIALS_FILE is not supported for this registry",
		file(ours + "AUTH_TYPE=bearerToken"): "its token is missing",
		file(ours + "AUTH_TYPE=iamAssume " + ours +
			"APIKEY=x"): "CONTAINER_REGISTRY_IAM_PROFILE_ID in the file named by IBM_CREDENTIALS_FILE is not set",
		file(ours + "AUTH_TYPE=iamAssume " + ours + "APIKEY=x " + ours + "IAM_PROFILE_NAME=n"): "belong together",
		file(ours + "AUTH_TYPE=iamAssume " + ours + "APIKEY=x " + ours + "IAM_PROFILE_ID=Profile-1 " + ours +
			"IAM_PROFILE_CRN=crn:x"): "is not the only form",
		file(ours + "IAM_PROFILE_ID=Profile-1"): "no token is mounted",
		file(ours + "IAM_PROFILE_ID=Profile-1 " + ours +
			"CR_TOKEN_FILENAME=token"): "CR_TOKEN_FILENAME in the file named by IBM_CREDENTIALS_FILE names a " +
			"relative path",
		file(ours + "APIKEY=x " + ours + "AUTH_URL=https://iam.test.cloud.ibm.com"): "AUTH_URL in the file named by " +
			"IBM_CREDENTIALS_FILE is not an endpoint",
		file(ours + "AUTH_TYPE=vpc " + ours + "IAM_PROFILE_NAME=n"): "is the name of a profile",
		file(ours + "AUTH_TYPE=vpc " + ours +
			"AUTH_URL=http://evil.test"): "is not the address of IBM's metadata service",
	} {
		clear(t, strings.Split(env, " ")...)
		r := resolverOf(&inputs.Recorder{}, userconfig.Rule{})
		r.mounts = nil
		if _, err := r.find(); err == nil || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "evil") {
			t.Errorf("%q: %v, want %s", env, err, want)
		}
	}
}
