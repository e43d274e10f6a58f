package doctor

import (
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/lookup"
)

// loginsAreUnambiguous checks for several logins of one host: Docker finds a login by the
// host of its key. If several keys have that host and none is the host itself, it takes
// any of them.
func loginsAreUnambiguous(c *checkup) {
	if c.Config.CredsStore != "" {
		return
	}
	index := lookup.Of(c.Config.Auths)
	for _, e := range inline(c.Config) {
		host := lookup.Host(e.Key)
		group := index.Entries(host)
		if lookup.Asked(host) != host || index.Has(host) || lookup.Same(group) || !c.wanted(e.Key) && !c.wanted(host) {
			continue
		}
		var keys []string
		for _, one := range group {
			keys = append(keys, one.Key)
		}
		c.find(Error, c.withKey("docker login", host), "docker takes any of the entries %s for %s, and they differ",
			strings.Join(keys, ", "), host)
	}
}
