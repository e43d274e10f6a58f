package acr

import "github.com/dockercfg/dockercfg/shared/warm"

// Provider returns the light half for package warm. The variables are those of Microsoft's
// libraries and of az, which accepts AZURE_<SECTION>_<OPTION> for any of its settings
// (https://github.com/microsoft/knack/blob/dev/docs/config.md), those with which a platform tells an
// app where its identity is, and those of a runner that issues tokens. az is found through PATH.
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-acr", Match: Match, HostsVariable: EnvironmentFile,
		Variables: []string{
			"AZURE_*", "MSAL_*", "IDENTITY_*", "MSI_*", "IMDS_ENDPOINT", "DEFAULT_IDENTITY_CLIENT_ID",
			"ACC_CLOUD", "ARM_CLOUD_METADATA_URL",
			"ACTIONS_ID_TOKEN_REQUEST_*", "PATH",
		},
	}
}

// EnvironmentFile is the variable that names a file with an additional suffix.
const EnvironmentFile = "AZURE_ENVIRONMENT_FILEPATH"
