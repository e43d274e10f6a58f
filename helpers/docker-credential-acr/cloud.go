package main

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// cloud is where a registry's identities are known. Each has its own.
type cloud struct {
	suffix     string // of its registries; "" where only a rule names the registry
	name       string // in the words of az; "" for one that only a file describes
	authority  string // of Entra
	management string // the audience of Azure Resource Manager
}

var public = cloud{acr.Public, "AzureCloud", "https://login.microsoftonline.com/", "https://management.azure.com"}

// clouds are Microsoft's own
// (https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud).
var clouds = []cloud{
	public,
	{acr.China, "AzureChinaCloud", "https://login.chinacloudapi.cn/", "https://management.chinacloudapi.cn"},
	{acr.Government, "AzureUSGovernment", "https://login.microsoftonline.us/", "https://management.usgovcloudapi.net"},
	{acr.Germany, "AzureGermanCloud", "https://login.microsoftonline.de/", "https://management.microsoftazure.de"},
}

// cloudOf finds one of Microsoft's clouds by the suffix of its registries.
func cloudOf(suffix string) cloud {
	for _, c := range clouds {
		if c.suffix == suffix {
			return c
		}
	}
	return public
}

// cloudBy finds the cloud by the host of its Entra. One that is not Microsoft's
// own has the public cloud's audience, as where a file describes it.
func cloudBy(authority string) cloud {
	if authority == "" {
		return public
	}
	asked, _ := registry.Parse(authority)
	for _, c := range clouds {
		if known, _ := registry.Parse(c.authority); known.Host == asked.Host {
			return c
		}
	}
	return cloud{authority: authority, management: public.management}
}

// maxEnvironment bounds the environment's file, in bytes.
const maxEnvironment = 1 << 20

// ownCloud is a cloud that the user's file describes, as Azure Stack and sovereign
// clouds have it
// (https://github.com/Azure/go-autorest/blob/main/autorest/azure/environments.go).
// A file that cannot be read describes none.
func ownCloud(in *inputs.Recorder) (cloud, bool) {
	path := os.Getenv(acr.EnvironmentFile)
	if path == "" {
		return cloud{}, false
	}
	data, err := in.Read(path, maxEnvironment, false)
	var described struct{ ContainerRegistryDNSSuffix, ActiveDirectoryEndpoint, ResourceManagerEndpoint string }
	if err != nil || json.Unmarshal(data, &described) != nil {
		return cloud{}, false
	}
	c := cloud{
		suffix:    strings.ToLower(strings.TrimPrefix(described.ContainerRegistryDNSSuffix, ".")),
		authority: described.ActiveDirectoryEndpoint, management: strings.TrimRight(described.ResourceManagerEndpoint, "/"),
	}
	if c.authority == "" {
		c.authority = public.authority
	}
	if c.management == "" {
		c.management = public.management
	}
	return c, isSuffix(c.suffix)
}

// isSuffix wants two labels at least: a whole top-level domain is not a cloud.
func isSuffix(s string) bool {
	labels := strings.Split(s, ".")
	for _, label := range labels {
		if label == "" {
			return false
		}
	}
	return len(labels) > 1
}
