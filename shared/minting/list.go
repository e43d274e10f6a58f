package minting

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// List names the registries with a good token, and those of the helper's own that
// have a credential as it is. It never fails: what cannot be read is not listed.
func (h Helper) List(ctx context.Context) (map[string]string, error) {
	file, err := userconfig.Load(os.Getenv, &inputs.Recorder{})
	listed := openCache(ctx, h.Provider, os.Environ(), registry.Name{}).list(h)
	hosts := file.Named(h.short())
	if h.listed != nil {
		hosts = append(hosts, h.listed()...)
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

// list names what would be answered from here now. It is bounded: a client waits
// for it at the start of a build.
func (c *cache) list(h Helper) map[string]string {
	listed := map[string]string{}
	names := c.names(safefile.Dir.Some)
	for _, file := range names[:min(len(names), 500)] {
		data, _, err := c.dir.Read(file, tokencache.Max)
		if err != nil {
			continue
		}
		e, ok := tokencache.Decode(c.key, data)
		if !ok || e.Helper != h.Name || e.Foreign() {
			continue
		}
		name, err := registry.Parse(e.Registry)
		if err != nil {
			continue
		}
		q := c.key.Ask(h.Name, c.environ, h.Patterns(), name)
		if kept, ok := q.Open(c.key, data, false); ok && kept.State(time.Now()) == tokencache.Fresh {
			listed[e.Registry] = e.Username
		}
	}
	return listed
}
