package formats

import (
	"path"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// IsPattern reports whether a key matches several registries: the kubelet's globs, such
// as *.jfrog.io, and the "*" of k3s. Other wildcards of path.Match are not valid in the
// URL that the kubelet makes of a key.
func IsPattern(key string) bool {
	return strings.Contains(key, "*") && !strings.ContainsAny(key, "?[\\")
}

// Named adds an entry for each of the hosts that matches a pattern, unless the host has
// an entry of its own.
func Named(c *dockerconfig.Config, hosts []string) {
	own := map[string]bool{}
	for _, e := range c.Auths {
		if name, err := registry.Parse(e.Key); err == nil {
			own[registryOf(name)] = true
		}
	}
	for _, host := range hosts {
		name, err := registry.Parse(host)
		if err != nil || own[registryOf(name)] {
			continue
		}
		for _, e := range c.Others {
			if IsPattern(e.Key) && matches(e.Key, registryOf(name)) {
				e.Key = registryOf(name)
				c.Auths = append(c.Auths[:len(c.Auths):len(c.Auths)], e)
				own[e.Key] = true
				break
			}
		}
	}
}

// registryOf returns the key of a name without a repository.
func registryOf(name registry.Name) string {
	if !name.IsHub() {
		name.Path = ""
	}
	return name.Key()
}

// matches reports whether a host matches a pattern, as in the kubelet: without https:// or
// http://, label by label, with the same port
// (https://kubernetes.io/docs/concepts/containers/images/#config-json). k3s only knows
// "*", for all hosts.
func matches(pattern, host string) bool {
	if pattern == "*" {
		return true
	}
	for _, scheme := range []string{"https://", "http://"} {
		if rest, found := strings.CutPrefix(pattern, scheme); found {
			pattern = rest
			break
		}
	}
	pattern, _, _ = strings.Cut(pattern, "/")
	pattern, port, _ := strings.Cut(pattern, ":")
	host, hostPort, _ := strings.Cut(host, ":")
	labels, own := strings.Split(pattern, "."), strings.Split(host, ".")
	if port != hostPort || len(labels) != len(own) {
		return false
	}
	for i, label := range labels {
		if ok, err := path.Match(label, own[i]); err != nil || !ok {
			return false
		}
	}
	return true
}
