// Package environment reads the file of AZURE_ENVIRONMENT_FILEPATH: a cloud that is
// none of Microsoft's own, as Azure Stack and sovereign clouds describe themselves.
// It stands apart from the light half (helpers/internal/acr), since it needs JSON, and
// from the helper, since the router has to know the same registries.
package environment

import (
	"encoding/json"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// max bounds the file, in bytes.
const max = 1 << 20

// Cloud is what the file says
// (https://github.com/Azure/go-autorest/blob/main/autorest/azure/environments.go).
type Cloud struct {
	Suffix     string // of its registries
	Authority  string // URL of Entra, or ""
	Management string // the audience of Azure Resource Manager, or ""
}

// Read reads the file, which in notes as an input. A file that cannot be read
// describes no cloud.
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
		Suffix:    strings.ToLower(strings.TrimPrefix(described.ContainerRegistryDNSSuffix, ".")),
		Authority: described.ActiveDirectoryEndpoint, Management: strings.TrimRight(described.ResourceManagerEndpoint, "/"),
	}
	return c, isSuffix(c.Suffix)
}

// Claims tells whether the file describes the registry's cloud.
func Claims(in *inputs.Recorder, name registry.Name) bool {
	c, ok := Read(in)
	if ok {
		_, ok = acr.Below(name, c.Suffix)
	}
	return ok
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
