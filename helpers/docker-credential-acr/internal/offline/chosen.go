package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rule"
)

// sources are those that may be used.
type sources struct {
	environment, workload, managed, cli bool
	named                               bool   // one alone, by its name
	missing                             string // what to say where that one is not there
}

// chosen reads AZURE_TOKEN_CREDENTIALS as Microsoft's SDKs do
// (https://learn.microsoft.com/azure/developer/go/sdk/authentication/credential-chains#how-to-customize-defaultazurecredential).
//
// A rule's source is the same for its registries.
func chosen(u rule.Rule) (sources, error) {
	name := "AZURE_TOKEN_CREDENTIALS"
	value := os.Getenv(name)
	if source := u.Get(rule.Source); source != "" {
		name, value = place(u)+"source", source
	}
	switch value {
	case "":
		return sources{environment: true, workload: true, managed: true, cli: true}, nil
	case "prod":
		return sources{environment: true, workload: true, managed: true}, nil
	case "dev":
		return sources{cli: true}, nil
	}
	switch ascii.Lower(value) {
	case "environmentcredential":
		return sources{environment: true, named: true, missing: name + " asks for EnvironmentCredential, and AZURE_CLIENT_SECRET is not set: set it with AZURE_TENANT_ID and AZURE_CLIENT_ID"}, nil
	case "workloadidentitycredential":
		return sources{workload: true, named: true, missing: name + " asks for WorkloadIdentityCredential, and AZURE_FEDERATED_TOKEN_FILE is not set: set it with AZURE_TENANT_ID and AZURE_CLIENT_ID"}, nil
	case "managedidentitycredential":
		return sources{managed: true, named: true}, nil
	case "azureclicredential":
		return sources{cli: true, named: true, missing: name + " asks for the login of az, and nobody is logged in: az login"}, nil
	case "azuredeveloperclicredential", "azurepowershellcredential":
		return sources{}, errors.New(name + " names a login that this helper does not use: set it to AzureCLICredential and run `az login`")
	}
	return sources{}, errors.New(name + " is none of dev, prod, EnvironmentCredential, WorkloadIdentityCredential, ManagedIdentityCredential and AzureCLICredential: set it to one of them, or unset it")
}
