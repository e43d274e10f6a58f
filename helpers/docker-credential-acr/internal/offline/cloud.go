package offline

import (
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/flatjson"
	"github.com/dockercfg/dockercfg/shared/rawfile"
)

// Cloud is where a registry's identities are known. Each has its own.
type Cloud struct {
	Suffix     string // of its registries
	Name       string // in the words of az; "" for one that only a file describes
	Authority  string // of Entra
	Management string // the audience of Azure Resource Manager
}

// clouds are Microsoft's own
// (https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud).
func clouds() [4]Cloud {
	return [4]Cloud{
		{"azurecr.io", "AzureCloud", "https://login.microsoftonline.com/", "https://management.azure.com"},
		{"azurecr.cn", "AzureChinaCloud", "https://login.chinacloudapi.cn/", "https://management.chinacloudapi.cn"},
		{"azurecr.us", "AzureUSGovernment", "https://login.microsoftonline.us/", "https://management.usgovcloudapi.net"},
		{"azurecr.de", "AzureGermanCloud", "https://login.microsoftonline.de/", "https://management.microsoftazure.de"},
	}
}

// cloudOf finds the cloud by what follows a registry's name, whole.
func cloudOf(suffix string) (Cloud, bool) {
	for _, c := range clouds() {
		if c.Suffix == suffix {
			return c, true
		}
	}
	return further(suffix)
}

// maxEnvironment bounds the file of AZURE_ENVIRONMENT_FILEPATH, in bytes.
const maxEnvironment = 1 << 20

// further is a cloud that the user's file describes, as Azure Stack and sovereign
// clouds have it
// (https://github.com/Azure/go-autorest/blob/main/autorest/azure/environments.go).
// A file that cannot be read describes none.
func further(suffix string) (Cloud, bool) {
	path := os.Getenv("AZURE_ENVIRONMENT_FILEPATH")
	if path == "" {
		return Cloud{}, false
	}
	data, _ := rawfile.Read(path, maxEnvironment)
	text := string(data)
	named, ok := flatjson.String(text, "containerRegistryDNSSuffix")
	if ascii.HasPrefix(named, ".") {
		named = named[1:]
	}
	named = ascii.Lower(named)
	if !ok || named != suffix || !isSuffix(named) {
		return Cloud{}, false
	}
	c := Cloud{Suffix: named}
	c.Authority, _ = flatjson.String(text, "activeDirectoryEndpoint")
	c.Management, _ = flatjson.String(text, "resourceManagerEndpoint")
	if c.Authority == "" {
		c.Authority = clouds()[0].Authority
	}
	if c.Management == "" {
		c.Management = clouds()[0].Management
	}
	for c.Management[len(c.Management)-1] == '/' {
		c.Management = c.Management[:len(c.Management)-1]
	}
	return c, true
}

// isSuffix wants two labels at least: a whole top-level domain is nobody's cloud.
func isSuffix(s string) bool {
	labels := 0
	for more := true; more; labels++ {
		var label string
		label, s, more = ascii.Cut(s, '.')
		if label == "" {
			return false
		}
	}
	return labels > 1
}
