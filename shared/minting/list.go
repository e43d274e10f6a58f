package minting

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rules"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// List names the registries with a good token, and those of the helper's own that
// have a credential as it stands. It never fails: what cannot be read is not listed.
func (h Helper) List(ctx context.Context) (map[string]string, error) {
	file, err := rules.Load(os.Getenv)
	listed := openCache(ctx, h.Cache).list(h, file, err)
	hosts := file.Named(h.short())
	if h.Listed != nil {
		hosts = append(hosts, h.Listed()...)
	}
	for _, host := range hosts {
		name, bad := registry.Parse(host)
		if bad != nil {
			continue
		}
		if f, err := h.findBy(file, err, name); err == nil && f.source.Static.Secret != "" {
			key := name.Registry()
			if name.IsHub() {
				key = registry.HubKey
			}
			listed[key] = f.source.Static.Username
		}
	}
	return listed, nil
}

func (h Helper) short() string { return strings.TrimPrefix(h.Name, "docker-credential-") }

// list names what would be answered from here now. It is bounded: a client waits
// for it at the start of a build.
func (c *cache) list(h Helper, written rules.File, wrong error) map[string]string {
	listed := map[string]string{}
	names := c.names(safefile.Dir.Some)
	for _, file := range names[:min(len(names), 500)] {
		r, ok := c.record(file)
		if !ok || r.Helper != h.Name || r.State(time.Now()) != tokencache.Fresh {
			continue
		}
		name, err := registry.Parse(r.Registry)
		if err != nil {
			continue
		}
		if f, err := h.findBy(written, wrong, name); err == nil && r.For(f.key) {
			listed[r.Registry] = r.Username
		}
	}
	return listed
}
