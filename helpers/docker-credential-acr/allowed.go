package main

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// allowed are the kinds of identity that may be used, and why.
type allowed struct {
	environment, workload, managed, az bool
	named                              bool    // a single kind, selected by name
	by                                 setting // the setting that selects it
	missing                            string  // the rest of the error if that identity does not exist
}

// allowedBy returns the kinds that a rule's source or AZURE_TOKEN_CREDENTIALS allows, like
// Microsoft's SDKs (https://learn.microsoft.com/azure/developer/go/sdk/authentication/credential-chains,
// "How to customize DefaultAzureCredential").
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
		one.environment, one.missing = true, "selects EnvironmentCredential, but AZURE_CLIENT_SECRET"+both
	case "workloadidentitycredential":
		one.workload, one.missing = true, "selects WorkloadIdentityCredential, but AZURE_FEDERATED_TOKEN_FILE"+both
	case "managedidentitycredential":
		one.managed = true
	case "azureclicredential":
		one.az, one.missing = true, "selects the login of az, but no one is logged in: run `az login`"
	case "azuredeveloperclicredential", "azurepowershellcredential":
		return allowed{}, by.mistake("selects a login that this helper does not support: " +
			"set it to AzureCLICredential and run `az login`")
	default:
		return allowed{}, by.mistake("is not one of dev, prod, EnvironmentCredential, WorkloadIdentityCredential, " +
			"ManagedIdentityCredential and AzureCLICredential: set it to one of them, or unset it")
	}
	return one, nil
}
