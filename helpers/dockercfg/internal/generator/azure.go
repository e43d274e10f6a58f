package generator

import (
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// azureProvider is Azure Container Registry. The documentation of CodeShip's generator
// image names AZURE_REGISTRY, but its script reads AZURE_REGISTRY_NAME: both are accepted.
func azureProvider() provider {
	return provider{
		name: "azure",
		secrets: func([]string) bool {
			return anySet("AZURE_USERNAME", "AZURE_PASSWORD", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH",
				"AZURE_FEDERATED_TOKEN_FILE", "AZURE_FEDERATED_TOKEN")
		},
		missing:  azureMissing,
		bindings: func([]string) ([]dockerconfig.Binding, error) { return azureBindings() },
		env:      func() []string { return nil },
	}
}

// azureMissing returns the missing variables: an admin user is a pair; all other
// identities have their own variables, which the helper checks.
func azureMissing() (missing []string) {
	if anySet("AZURE_USERNAME", "AZURE_PASSWORD") {
		missing = unset("AZURE_USERNAME", "AZURE_PASSWORD")
	}
	if !anySet("AZURE_REGISTRY", "AZURE_REGISTRY_NAME") {
		missing = append(missing, "AZURE_REGISTRY (or AZURE_REGISTRY_NAME)")
	}
	return missing
}

func azureBindings() ([]dockerconfig.Binding, error) {
	one, other := azureHost(os.Getenv("AZURE_REGISTRY")), azureHost(os.Getenv("AZURE_REGISTRY_NAME"))
	if one == "" {
		one = other
	}
	if other != "" && other != one {
		return nil, fault.New(fault.Config, "AZURE_REGISTRY and AZURE_REGISTRY_NAME name two registries: unset one")
	}
	return []dockerconfig.Binding{{Key: one, Helper: "acr"}}, nil
}

// azureHost returns a registry's host: a name without a dot is below azurecr.io.
func azureHost(text string) string {
	host := strings.ToLower(strings.TrimSpace(text))
	host = strings.TrimSuffix(strings.TrimPrefix(host, "https://"), "/")
	if host != "" && !strings.Contains(host, ".") {
		host += ".azurecr.io"
	}
	return host
}
