package helperclient

import (
	"context"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Registries asks a helper of this suite for the registries of its current identity.
func (a Caller) Registries(ctx context.Context, h Helper) ([]string, error) {
	run := a.call(ctx, h)
	if _, err := run.program("registries").Output(); err != nil {
		return nil, run.failure()
	}
	hosts := strings.Fields(string(run.Out))
	for _, host := range hosts {
		name, err := registry.Parse(host)
		if err != nil || name.Registry() != host {
			return nil, fault.New(fault.Helper, "its list of registries is invalid")
		}
	}
	if len(hosts) == 0 {
		return nil, fault.New(fault.Helper, "its list of registries is empty")
	}
	return hosts, nil
}
