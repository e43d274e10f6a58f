// Package lookup finds the logins of a config file as Docker does.
//
//	a client asks ghcr.io ──► the entry "ghcr.io"
//	                      └─► without one: any entry whose key has the host ghcr.io,
//	                          such as "https://ghcr.io/v1/" or "ghcr.io/team"
//
// A credential store does not apply this rule: it answers for the key that a login was
// stored with. So code that moves a login, or exports one for a host, has to apply the
// rule first. The tests compare it with Docker's own code.
package lookup

import (
	"net"
	"net/url"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Host returns the host by which Docker finds a key: the scheme and the path are ignored.
// It follows ConvertToHostname, with its treatment of IPv6 addresses
// (https://github.com/docker/cli/blob/master/cli/config/credentials/file_store.go).
func Host(key string) string {
	if strings.Contains(key, "://") {
		if u, err := url.Parse(key); err == nil && u.Hostname() != "" {
			if u.Port() == "" {
				return u.Hostname()
			}
			return net.JoinHostPort(u.Hostname(), u.Port())
		}
		if host := hostOfMalformed(key); host != "" {
			return host
		}
	}
	host, _, _ := strings.Cut(key, "/")
	return host
}

// hostOfMalformed returns the host of a URL that net/url refuses, such as one with an
// IPv6 address without brackets.
func hostOfMalformed(key string) string {
	_, rest, _ := strings.Cut(key, "://")
	host, _, _ := strings.Cut(rest, "/")
	if strings.Count(host, ":") > 1 && !strings.HasPrefix(host, "[") {
		colon := strings.LastIndexByte(host, ':')
		address, port := host[:colon], host[colon+1:]
		if address != "" && port != "" && strings.Trim(port, "0123456789") == "" {
			return net.JoinHostPort(address, port)
		}
	}
	return host
}

// Asked returns the key that Docker asks for when an image is at host.
func Asked(host string) string {
	if host == "docker.io" || host == registry.Hub {
		return registry.HubKey
	}
	return host
}

// Key returns the registry's key, which is the same for all its spellings, or text itself
// if it does not name a registry.
func Key(text string) string {
	name, err := registry.Parse(text)
	if err != nil {
		return text
	}
	return name.Key()
}

// Index indexes the entries of one file.
type Index struct {
	exact  map[string]dockerconfig.Entry
	byHost map[string][]dockerconfig.Entry
}

// Of indexes a file's entries, placeholders too: an empty entry hides other ones.
func Of(all []dockerconfig.Entry) Index {
	i := Index{map[string]dockerconfig.Entry{}, map[string][]dockerconfig.Entry{}}
	for _, e := range all {
		i.exact[e.Key] = e
		host := Host(e.Key)
		i.byHost[host] = append(i.byHost[host], e)
	}
	return i
}

// Entries returns the entries that answer for what a client asks. If there are several,
// Docker takes any of them.
func (i Index) Entries(asked string) []dockerconfig.Entry {
	if e, ok := i.exact[asked]; ok {
		return []dockerconfig.Entry{e}
	}
	return i.byHost[asked]
}

// Has reports whether there is an entry with exactly this key.
func (i Index) Has(key string) bool {
	_, ok := i.exact[key]
	return ok
}

// Same reports whether all entries have the same login.
func Same(entries []dockerconfig.Entry) bool {
	for _, e := range entries {
		first := entries[0]
		if e.Problem != nil || e.Both || e.Username != first.Username || e.Secret != first.Secret {
			return false
		}
	}
	return true
}
