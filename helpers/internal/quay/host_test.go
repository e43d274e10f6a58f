package quay

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
)

func parsed(t *testing.T, asked string) registry.Name {
	t.Helper()
	name, err := registry.Parse(asked)
	if err != nil {
		t.Fatalf("%s: %v", asked, err)
	}
	return name
}

func TestHosts(t *testing.T) {
	for _, asked := range []string{"quay.io", "https://quay.io", "quay.io:443", "HTTPS://QUAY.IO/v2/",
		"quay.io/team/app", "https://quay.io/"} {
		if !Match(parsed(t, asked)) {
			t.Errorf("%s is not taken for Quay", asked)
		}
	}
	for _, asked := range []string{
		"quay.io.evil.test", "evilquay.io", "evil-quay.io", "x.quay.io", "quay.io.", "quay.io:8443", "quay.io:80",
		"http://quay.io", "ftp://quay.io", "evil.test/quay.io",
		"quay.iox", "quayx.io", "quay-io", "quay_io", "quay.evil.io", "quay.com", "cdn.quay.io", "io", "quay",
		"q.uay.io", "projectquay.io", "127.0.0.1", "[::1]", "quay.io.quay.io",
	} {
		if Match(parsed(t, asked)) {
			t.Errorf("%s is taken for Quay", asked)
		}
	}
}

// FuzzHosts: only the one host matches.
func FuzzHosts(f *testing.F) {
	for _, seed := range []string{"quay.io", "https://quay.io/v2/", "quay.io:443/a/b", "QUAY.io.", "xquay.io"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, asked string) {
		name, err := registry.Parse(asked)
		if err != nil || !Match(name) {
			return
		}
		if name.Registry() != "quay.io" || !strings.Contains(strings.ToLower(asked), "quay.io") {
			t.Errorf("%q matches as %s", asked, name.Registry())
		}
		for _, other := range []string{name.Host + ".evil.test", "evil-" + name.Host, "evil" + name.Host,
			"x." + name.Host, name.Host + ":8443", "http://" + name.Host} {
			if name, err := registry.Parse(other); err == nil && Match(name) {
				t.Errorf("%q matches", other)
			}
		}
	})
}
