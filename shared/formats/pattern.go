package formats

import (
	"path"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// IsPattern tells a key that stands for several registries: the kubelet's globs, such as
// *.jfrog.io, and the "*" of k3s. What else path.Match knows is not valid in the URL that
// the kubelet makes of a key.
func IsPattern(key string) bool {
	return strings.Contains(key, "*") && !strings.ContainsAny(key, "?[\\")
}

// Named adds an entry for each registry that is named and that a pattern stands for, if
// it has none of its own.
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

// registryOf is the key of a name without a repository.
func registryOf(name registry.Name) string {
	if !name.IsHub() {
		name.Path = ""
	}
	return name.Key()
}

// matches holds a registry to a pattern as the kubelet does: label by label, with the
// same port (https://kubernetes.io/docs/concepts/containers/images/#config-json). k3s
// knows "*" alone, for all of them.
func matches(pattern, host string) bool {
	if pattern == "*" {
		return true
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
