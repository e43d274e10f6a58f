package main

import (
	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/helpers/internal/acr/environment"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// cloud is one of Azure's clouds. Each has its own identities.
type cloud struct {
	suffix     string // of its registries; "" if only a rule names the registry
	name       string // az's name; "" for a cloud that only a file describes
	authority  string // of Entra
	management string // the audience of Azure Resource Manager
}

var public = cloud{acr.Public, "AzureCloud", "https://login.microsoftonline.com/", "https://management.azure.com"}

// clouds are Microsoft's own clouds
// (https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud).
var clouds = []cloud{
	public,
	{acr.China, "AzureChinaCloud", "https://login.chinacloudapi.cn/", "https://management.chinacloudapi.cn"},
	{acr.Government, "AzureUSGovernment", "https://login.microsoftonline.us/", "https://management.usgovcloudapi.net"},
	{acr.Germany, "AzureGermanCloud", "https://login.microsoftonline.de/", "https://management.microsoftazure.de"},
}

// cloudOf returns the cloud of Microsoft's whose registries have the suffix.
func cloudOf(suffix string) cloud {
	for _, c := range clouds {
		if c.suffix == suffix {
			return c
		}
	}
	return public
}

// cloudBy returns the cloud with the given Entra host. A cloud that is not Microsoft's gets
// the public cloud's audience, like one that a file describes.
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

// ownCloud returns the cloud that the user's file describes. Values that the file leaves out
// are the public cloud's.
func ownCloud(in *inputs.Recorder) (cloud, bool) {
	described, ok := environment.Read(in)
	c := cloud{suffix: described.Suffix, authority: described.Authority, management: described.Management}
	if c.authority == "" {
		c.authority = public.authority
	}
	if c.management == "" {
		c.management = public.management
	}
	return c, ok
}
