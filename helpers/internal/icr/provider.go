package icr

import "github.com/dockercfg/dockercfg/shared/warm"

// Provider returns the light half for package warm. Every variable that IBM's command line, its
// Terraform provider or this helper reads for an identity or an endpoint begins with one of these
// (https://cloud.ibm.com/docs/cli?topic=cli-ibmcloud_env_var,
// https://registry.terraform.io/providers/IBM-Cloud/ibm/latest/docs#environment-variables).
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-icr", Match: Match,
		Variables: []string{"IC_*", "IBMCLOUD_*", "IBM_*", "BM_*", "BLUEMIX_*"},
	}
}
