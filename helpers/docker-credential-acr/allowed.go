package main

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// allowed are the kinds of identity that may be used.
type allowed struct {
	environment, workload, managed, az bool
	named                              bool    // one alone, by its name
	by                                 setting // that says so
	missing                            string  // what to say of it where that one is not there
}

// allowedBy reads a rule's source, else AZURE_TOKEN_CREDENTIALS, as Microsoft's SDKs
// do (https://learn.microsoft.com/azure/developer/go/sdk/authentication/credential-chains#how-to-customize-defaultazurecredential).
func allowedBy(u userconfig.Rule) (allowed, error) {
	by := settingOf(u, userconfig.Source, "AZURE_TOKEN_CREDENTIALS")
	switch by.value {
	case "":
		return allowed{environment: true, workload: true, managed: true, az: true}, nil
	case "prod":
		return allowed{environment: true, workload: true, managed: true}, nil
	case "dev":
		return allowed{az: true}, nil
	}
	const both = " is not set: set it with AZURE_TENANT_ID and AZURE_CLIENT_ID"
	one := allowed{named: true, by: by}
	switch strings.ToLower(by.value) {
	case "environmentcredential":
		one.environment, one.missing = true, "asks for EnvironmentCredential, and AZURE_CLIENT_SECRET"+both
	case "workloadidentitycredential":
		one.workload, one.missing = true, "asks for WorkloadIdentityCredential, and AZURE_FEDERATED_TOKEN_FILE"+both
	case "managedidentitycredential":
		one.managed = true
	case "azureclicredential":
		one.az, one.missing = true, "asks for the login of az, but no one is logged in: az login"
	case "azuredeveloperclicredential", "azurepowershellcredential":
		return allowed{}, by.mistake("names a login that this helper does not use: set it to AzureCLICredential and run `az login`")
	default:
		return allowed{}, by.mistake(
			"is not one of dev, prod, EnvironmentCredential, WorkloadIdentityCredential, ManagedIdentityCredential" +
				" and AzureCLICredential: set it to one of them, or unset it")
	}
	return one, nil
}
