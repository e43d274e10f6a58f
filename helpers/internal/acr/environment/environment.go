// Package environment reads the file in AZURE_ENVIRONMENT_FILEPATH. It describes a cloud that is
// not Microsoft's own, such as Azure Stack or a sovereign cloud. The package is separate from the
// light half (helpers/internal/acr), because it needs JSON, and from the helper, because the router
// has to know the same registries.
package environment

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// max is the maximum size of the file in bytes.
const max = 1 << 20

// Cloud is the content of the file
// (https://github.com/Azure/go-autorest/blob/main/autorest/azure/environments.go).
type Cloud struct {
	Suffix     string // of its registries
	Authority  string // URL of Entra, or ""
	Management string // the audience of Azure Resource Manager, or ""
}

// Read reads the file, which it records in in. ok is false if the file cannot be read or describes
// no cloud.
func Read(in *inputs.Recorder) (Cloud, bool) {
	path := os.Getenv(acr.EnvironmentFile)
	if path == "" {
		return Cloud{}, false
	}
	data, err := in.Read(path, max, false)
	var described struct{ ContainerRegistryDNSSuffix, ActiveDirectoryEndpoint, ResourceManagerEndpoint string }
	if err != nil || json.Unmarshal(data, &described) != nil {
		return Cloud{}, false
	}
	c := Cloud{
		Suffix:     strings.ToLower(strings.TrimPrefix(described.ContainerRegistryDNSSuffix, ".")),
		Authority:  described.ActiveDirectoryEndpoint,
		Management: strings.TrimRight(described.ResourceManagerEndpoint, "/"),
	}
	return c, isSuffix(c.Suffix)
}

// Claims reports whether the registry belongs to the cloud in the file.
func Claims(in *inputs.Recorder, name registry.Name) bool {
	c, ok := Read(in)
	if ok {
		_, ok = acr.Below(name, c.Suffix)
	}
	return ok
}

// isSuffix requires at least two labels: a top-level domain is not a cloud.
func isSuffix(s string) bool {
	labels := strings.Split(s, ".")
	for _, label := range labels {
		if label == "" {
			return false
		}
	}
	return len(labels) > 1
}
