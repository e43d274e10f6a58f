package doctor

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/shellword"
)

// withKey returns a command for a key of the config. A key that names no registry may be
// anything, and no login replaces its entry: it has to be edited.
func (c *checkup) withKey(command, key string) string {
	if _, err := registry.Parse(key); err != nil {
		return c.edit()
	}
	return command + " " + shellword.Quote(key)
}

// keysAreUsed checks the spelling of registries: clients look for one spelling of a
// registry and ignore the others.
func keysAreUsed(c *checkup) {
	for _, b := range c.Config.CredHelpers {
		if c.wanted(b.Key) || strings.Contains(b.Key, "*") {
			c.asked("credHelpers", b.Key)
		}
	}
	for _, e := range c.Config.Auths {
		if c.wanted(e.Key) {
			c.asked("auths", e.Key)
		}
	}
}

// asked checks one key. In auths docker also finds the host of a URL.
func (c *checkup) asked(where, key string) {
	name, err := registry.Parse(key)
	edit := c.edit()
	switch {
	case strings.Contains(key, "*"):
		c.find(Error, "dockercfg configure",
			"%s has %q, but no client supports patterns: docker-credential-auto serves "+
				"whole families of hosts", where, key)
	case err != nil:
		c.find(Error, edit, "%s has %q, which is not a registry: %s", where, key, err)
	case name.HubSite():
		c.find(Error, edit, "%s has %q, Docker Hub's web site: clients look for Docker Hub by the key %s", where, key,
			registry.HubKey)
	case name.IsHub() && name.Whole() && key != registry.HubKey:
		c.find(Warning, edit, "%s has %q: docker looks for Docker Hub only by the key %s", where, key, registry.HubKey)
	case where == "credHelpers" && key != registry.HubKey && name.Key() != key:
		c.find(Error, edit, "%s has %q, but clients ask for %q: use that", where, key, name.Key())
	case name.Port == "443":
		c.find(Warning, edit, "%s has %q: clients compare ports literally, and few write :443", where, key)
	}
}

// keysAgree checks for two logins under spellings of one registry: of two spellings of
// one registry with two logins, either may be used.
func keysAgree(c *checkup) {
	first := map[string]dockerconfig.Entry{}
	for _, e := range inline(c.Config) {
		name, err := registry.Parse(e.Key)
		if err != nil || e.Problem != nil || !c.wanted(e.Key) {
			continue
		}
		other, twice := first[name.Key()]
		if twice && (other.Username != e.Username || other.Secret != e.Secret) {
			c.find(Error, c.withKey("docker logout", other.Key),
				"%s and %s are one registry with two logins: which one is used depends on the client", other.Key, e.Key)
		}
		first[name.Key()] = e
	}
	for _, e := range c.Config.Auths {
		if e.Problem != nil && c.wanted(e.Key) {
			c.find(Error, c.withKey("docker login", e.Key), "the entry %s in auths cannot be used: %s", e.Key, e.Problem)
		}
	}
}
