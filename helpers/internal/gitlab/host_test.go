package gitlab

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// TestHosts: which names match with which variables.
func TestHosts(t *testing.T) {
	for _, c := range []struct {
		registry, proxy, asked string
		want                   bool
	}{
		{"", "", "registry.gitlab.com", true}, {"", "", "HTTPS://Registry.GitLab.com/v2/", true},
		{"", "", "registry.gitlab.com:443", true},
		{"", "", "gitlab.com", true}, {"", "", "x.gitlab.com", false}, {"", "", "gitlab.com:8443", false},
		{"", "", "http://gitlab.com", false}, {"", "", "git.corp.example", false},
		{"", "", "x.registry.gitlab.com", false}, {"", "", "registry.gitlab.com:5050", false},
		{"git.corp.example:5050", "", "git.corp.example:5050", true},
		{"git.corp.example:5050", "", "git.corp.example", false},
		{" git.corp.example ", "", "git.corp.example:443", true},
		{"Git.Corp.example:443", "", "git.corp.example", true},
		{"https://git.corp.example/", "", "git.corp.example", true},
		{"http://git.corp.example", "", "git.corp.example", false},
		{"git.corp.example", "", "http://git.corp.example", false},
		{"git.corp.example.", "", "git.corp.example.", false},
		{"git.corp.example/group", "", "git.corp.example/group", false},
		{"a@git.corp.example", "", "git.corp.example", false}, {"*", "", "git.corp.example", false},
		{"*.corp.example", "", "git.corp.example", false}, {"corp.example", "", "git.corp.example", false},
		{"git.corp.example other.example", "", "git.corp.example", false},
		{"[2001:db8::1]:5050", "", "[2001:db8::1]:5050", true}, {"[2001:db8::1]:5050", "", "[2001:db8::1]", false},
		{"", "gitlab.com:443", "gitlab.com", true}, {"", "gitlab.com:443", "gitlab.com:443", true},
		{"", "gitlab.com:443", "gitlab.com/group/dependency_proxy", true},
		{"", "gitlab.com:8443", "gitlab.com", true}, {"", "gitlab.com:443", "registry.gitlab.com", true},
		{"r.example", "", "registry.gitlab.com", true},
	} {
		t.Setenv(RegistryVariable, c.registry)
		t.Setenv(ProxyVariable, c.proxy)
		name, err := registry.Parse(c.asked)
		if err != nil {
			t.Fatal(err)
		}
		if got := Match(name); got != c.want {
			t.Errorf("%q and %q, asked for %s: %v", c.registry, c.proxy, c.asked, got)
		}
	}
}

// TestRealm: the GitLab of a registry is its realm, and no other host is.
func TestRealm(t *testing.T) {
	for _, c := range []struct{ registry, server, asked, of string }{
		{"", "", "gitlab.com", Central}, {"", "", "https://gitlab.com:443/jwt/auth", Central},
		{"", "", "gitlab.com.evil.test", ""}, {"", "", "registry.gitlab.com", ""},
		{"r.example:5050", "https://git.example", "git.example", "r.example:5050"},
		{"r.example", "https://git.example:8080", "git.example:8080", "r.example"},
		{"r.example", "https://git.example", "git.example:8080", ""},
		{"r.example", "http://git.example", "git.example", ""},
		{"", "https://git.example", "git.example", ""}, {"r.example", "", "git.example", ""},
		{"r.example", "https://gitlab.com", "gitlab.com", "r.example"},
	} {
		t.Setenv(RegistryVariable, c.registry)
		t.Setenv(ServerVariable, c.server)
		name, err := registry.Parse(c.asked)
		if err != nil {
			t.Fatal(err)
		}
		of, known := Realm(name)
		if known != (c.of != "") || known && (of.Registry() != c.of || !Match(name)) {
			t.Errorf("%+v: %s, %v, matches %v", c, of.Registry(), known, Match(name))
		}
	}
}

// FuzzHosts: without variables one registry matches; with one, that registry matches too, and nothing
// around it.
func FuzzHosts(f *testing.F) {
	f.Add("registry.gitlab.com", "git.corp.example:5050")
	f.Add("https://git.corp.example:5050/v2/", "git.corp.example:5050")
	f.Add("gitlab.com", "gitlab.com:443")
	f.Fuzz(func(t *testing.T, asked, named string) {
		if strings.Contains(named, "\x00") {
			return
		}
		t.Setenv(RegistryVariable, named)
		t.Setenv(ProxyVariable, "")
		name, err := registry.Parse(asked)
		if err != nil || !Match(name) {
			return
		}
		host := name.Registry()
		if other, err := registry.Parse(strings.Trim(named, " \t")); host != Central && host != Server &&
			(err != nil || other.Registry() != host) {
			t.Errorf("%q matches as %s by %q", asked, host, named)
		}
		for _, other := range []string{host + ".evil.test", "evil-" + host, "x." + host, "http://" + host} {
			if name, err := registry.Parse(other); err == nil && Match(name) {
				t.Errorf("%q matches by %q", other, named)
			}
		}
	})
}
