package acr

import "github.com/dockercfg/dockercfg/shared/warm"

// Provider is Azure Container Registry to the frame. The variables are those of
// Microsoft's libraries and of az, which takes AZURE_<SECTION>_<OPTION> for any of
// its settings (https://github.com/microsoft/knack/blob/dev/docs/config.md), those
// by which a platform tells an app where its identity is, and those of a runner that
// gives out tokens. PATH leads to az.
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-acr", Match: Match, Further: EnvironmentFile,
		Variables: []string{
			"AZURE_*", "MSAL_*", "IDENTITY_*", "MSI_*", "IMDS_ENDPOINT", "DEFAULT_IDENTITY_CLIENT_ID",
			"ACC_CLOUD", "ARM_CLOUD_METADATA_URL",
			"ACTIONS_ID_TOKEN_REQUEST_*", "PATH",
		},
	}
}

// EnvironmentFile is the variable that names a file with one more suffix.
const EnvironmentFile = "AZURE_ENVIRONMENT_FILEPATH"
