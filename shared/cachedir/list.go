package cachedir

import (
	"context"
	"os"
	"time"

	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/userdirs"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// mostRead bounds how many entries of a directory are read for a list, because a client
// waits for it at the start of a build.
const mostRead = 500

// List returns the registries that have a fresh token now and the token's user name, for
// each provider's program. A directory that several providers share is read once.
func List(ctx context.Context, environ []string, providers ...warm.Provider) map[string]map[string]string {
	listed := map[string]map[string]string{}
	sharing := map[string]map[string]warm.Provider{} // by directory, then by program
	home, _ := userdirs.Home(os.Getenv)
	for _, p := range providers {
		listed[p.Name] = map[string]string{}
		dir, _ := paths.Cache(os.Getenv, p.Cache, home)
		if sharing[dir] == nil {
			sharing[dir] = map[string]warm.Provider{}
		}
		sharing[dir][p.Name] = p
	}
	for dir, programs := range sharing {
		for _, first := range programs {
			if dir != "" {
				Open(ctx, first, environ, registry.Name{}).list(programs, listed)
			}
			break // one is enough to open the directory
		}
	}
	return listed
}

func (c *Cache) list(programs map[string]warm.Provider, listed map[string]map[string]string) {
	names := c.Names(safefile.Dir.SomeNames)
	for _, file := range names[:min(len(names), mostRead)] {
		data, _, err := c.Dir.Read(file, tokencache.Max)
		if err != nil {
			continue
		}
		e, ok := tokencache.Decode(c.Key, data)
		p, known := programs[e.Helper]
		if !ok || !known || e.Secret == "" {
			continue
		}
		name, err := registry.Parse(e.Registry)
		if err != nil {
			continue
		}
		q := c.Key.Ask(p.Name, c.Environ, p.Patterns(), name)
		if kept, ok := q.Open(c.Key, data, false); ok && kept.State(time.Now()) == tokencache.Fresh {
			listed[p.Name][e.Registry] = e.Username
		}
	}
}
