package registry_test

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
)

func TestParse(t *testing.T) {
	tests := []struct{ asked, registry, key string }{
		{"ghcr.io", "ghcr.io", "ghcr.io"},
		{"GHCR.io", "ghcr.io", "ghcr.io"},
		{"ghcr.io:443", "ghcr.io", "ghcr.io:443"},
		{"https://ghcr.io", "ghcr.io", "ghcr.io"},
		{"https://ghcr.io/", "ghcr.io", "ghcr.io"},
		{"https://ghcr.io/v1/", "ghcr.io", "ghcr.io"},
		{"HTTPS://ghcr.io/v2", "ghcr.io", "ghcr.io"},
		{"ghcr.io/org/app", "ghcr.io", "ghcr.io/org/app"},
		{"ghcr.io/org/app/", "ghcr.io", "ghcr.io/org/app"},
		{"registry.example:5000", "registry.example:5000", "registry.example:5000"},
		{"localhost:5000", "localhost:5000", "localhost:5000"},
		{"my_registry:5000", "my_registry:5000", "my_registry:5000"},
		{"[::1]:5000", "[::1]:5000", "[::1]:5000"},
		{"docker.io", registry.Hub, registry.HubKey},
		{"index.docker.io", registry.Hub, registry.HubKey},
		{"registry-1.docker.io:443", registry.Hub, registry.HubKey},
		{"registry.hub.docker.com", registry.Hub, registry.HubKey},
		{"auth.docker.io", registry.Hub, registry.HubKey},
		{"auth.docker.io:8443", "auth.docker.io:8443", "auth.docker.io:8443"},
		{"x.auth.docker.io", "x.auth.docker.io", "x.auth.docker.io"},
		{"https://index.docker.io/v1/", registry.Hub, registry.HubKey},
		{"https://index.docker.io/", registry.Hub, registry.HubKey},
		{"index.docker.io/library/nginx", registry.Hub, "index.docker.io/library/nginx"},
		// valid names that mean no registry that a client can reach
		{"http://ghcr.io", "", "ghcr.io"},
		{"ghcr.io.", "", "ghcr.io."},
		{"nerdctl-experimental://ghcr.io:443/host/ghcr.io:443", "", "ghcr.io:443/host/ghcr.io:443"},
		// similar to Docker Hub's names
		{"hub.docker.com", "hub.docker.com", "hub.docker.com"},
		{"docker.io:5000", "docker.io:5000", "docker.io:5000"},
		{"evil-docker.io", "evil-docker.io", "evil-docker.io"},
		{"docker.io.evil.test", "docker.io.evil.test", "docker.io.evil.test"},
	}
	for _, test := range tests {
		n, err := registry.Parse(test.asked)
		if err != nil || n.Registry() != test.registry || n.Key() != test.key || n.Asked != test.asked {
			t.Errorf("%q is registry %q, key %q, error %v; want %q, %q",
				test.asked, n.Registry(), n.Key(), err, test.registry, test.key)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, asked := range []string{
		"", " ", "a b", "a\x00", "a\nb", "a\r", "\u00e9.example", "gcr\u2024io", "１.example", "a\x7f",
		"user@host", "https://user:pw@host/", "host?x", "host#x", `host\x`, "host%2eevil",
		"quay.io/a%2e%2e/b", "quay.io/a/%", "https://quay.io/v1/%2e", "a..b", ".a", "..",
		"host:", "host:0", "host:65536", "host:99999", "host:08", "host:+1", "host:1:2", "host:x",
		"host/../x", "host/./x", "host//x", "://host", "1x://host", "https://", "https:///x", "/x",
		"h/a b", "h/a\x00", "h/\u00e9", "h/a\n", "[::1", "[::1%eth0]:5000", "::1", "[1.2.3.4]", "[::1]x",
		"a,b", "*.example", "a'b", "a$b", "a(b",
		strings.Repeat("a", 64) + ".example", strings.Repeat("a.", 127) + "aa",
	} {
		if n, err := registry.Parse(asked); err == nil {
			t.Errorf("%q is accepted as %+v", asked, n)
		} else if len(asked) > 3 && strings.Contains(err.Error(), asked) {
			t.Errorf("the error %q quotes the input", err)
		}
	}
}

// TestParseErrors: the error names the invalid part.
func TestParseErrors(t *testing.T) {
	for asked, want := range map[string]string{
		"user@host": "user information", "host?x": "query", "a..b": "empty label", "h/../x": "dot segment",
		"h:0": "port", "h/a b": "printable", strings.Repeat("a", 64): "63 bytes", "[::1]1": "port",
		"[::1%1]": "percent", "h/a%2e%2e/b": "percent", "https://h/%61": "percent",
	} {
		if _, err := registry.Parse(asked); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", asked, err, want)
		}
	}
}

func TestLoopback(t *testing.T) {
	for asked, want := range map[string]bool{
		"http://localhost:5000": true, "127.0.0.1:5000": true, "127.8.9.1": true, "[::1]": true,
		"localhost.evil.test": false, "127.0.0.1.evil.test": false, "128.0.0.1": false, "0x7f.1": false,
	} {
		if n, err := registry.Parse(asked); err != nil || n.Loopback() != want {
			t.Errorf("%q: loopback %v, error %v", asked, n.Loopback(), err)
		}
	}
}

func TestPattern(t *testing.T) {
	tests := []struct {
		pattern, asked string
		want           bool
	}{
		{"*.azurecr.io", "name.azurecr.io", true},
		{"*.azurecr.io", "https://NAME.azurecr.io:443/v2/", true},
		{"*.azurecr.io", "azurecr.io", false},
		{"*.azurecr.io", "a.b.azurecr.io", false},
		{"*.azurecr.io", "evil-azurecr.io", false},
		{"*.azurecr.io", "name.azurecr.io.evil.test", false},
		{"*.azurecr.io", "name.azurecr.io.", false},
		{"*.azurecr.io", "name.azurecr.io:8443", false},
		{"*.azurecr.io", "http://name.azurecr.io", false},
		{"ghcr.io", "ghcr.io", true},
		{"ghcr.io", "xghcr.io", false},
		{"*.corp.example:5000", "a.corp.example:5000", true},
		{"*.corp.example:5000", "a.corp.example", false},
	}
	for _, test := range tests {
		p, err := registry.ParsePattern(test.pattern)
		if err != nil {
			t.Fatal(err)
		}
		n, err := registry.Parse(test.asked)
		if err != nil || p.Match(n) != test.want {
			t.Errorf("%s covers %s: %v, want %v (%v)", test.pattern, test.asked, !test.want, test.want, err)
		}
	}
	for _, bad := range []string{"", "*a.example", "a.*b", "a..b", "*.example.", "user@*.example"} {
		if _, err := registry.ParsePattern(bad); err == nil {
			t.Errorf("the pattern %q is accepted", bad)
		}
	}
}

// FuzzParse: the canonical form of a canonical form is the same, and a name with a prefix
// or suffix is another registry.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"ghcr.io", "https://index.docker.io/v1/", "a:443", "[::1]:5000", "h/a/b", "h.", "*"} {
		f.Add(seed)
	}
	pattern, err := registry.ParsePattern("*.azurecr.io")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, asked string) {
		n, err := registry.Parse(asked)
		if err != nil {
			return
		}
		canonical := n.Registry()
		if canonical == "" {
			return
		}
		again, err := registry.Parse(canonical)
		if err != nil || again.Registry() != canonical {
			t.Fatalf("%q becomes %q, which becomes %q (%v)", asked, canonical, again.Registry(), err)
		}
		key, err := registry.Parse(n.Key())
		if err != nil || key.Key() != n.Key() {
			t.Fatalf("%q has key %q, which has key %q (%v)", asked, n.Key(), key.Key(), err)
		}
		for _, other := range []string{n.Host + ".evil.test", "evil-" + n.Host} {
			o, err := registry.Parse(other)
			if err == nil && (o.Registry() == canonical || o.IsHub() ||
				pattern.Match(o) && !strings.HasPrefix(other, "evil-")) {
				t.Fatalf("%q is taken for %q", other, canonical)
			}
		}
	})
}
