package minting

import (
	"context"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/cachedir"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// List returns the registries with a fresh token, and those of the helper's own
// registries that have a static credential. It never fails: entries that cannot be read
// are left out.
func (h Helper) List(ctx context.Context) (map[string]string, error) {
	file, err := userconfig.Load(os.Getenv, &inputs.Recorder{})
	listed := cachedir.List(ctx, os.Environ(), h.Provider)[h.Name]
	hosts := file.Named(h.short())
	if h.Listed != nil {
		hosts = append(hosts, h.Listed()...)
	}
	for _, host := range hosts {
		name, bad := registry.Parse(host)
		if bad != nil {
			continue
		}
		if f, err := h.findBy(ctx, &inputs.Recorder{}, file, err, name); err == nil && f.Static.Secret != "" {
			key := name.Registry()
			if name.IsHub() {
				key = registry.HubKey
			}
			listed[key] = f.Static.Username
		}
	}
	return listed, nil
}

func (h Helper) short() string { return strings.TrimPrefix(h.Name, "docker-credential-") }
