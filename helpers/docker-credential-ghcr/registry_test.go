package main

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/internal/ghcr"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// TestClaimedHosts: a claimed host that only looks like a registry of GitHub's never gets GitHub's
// tokens, nor the other way round.
func TestClaimedHosts(t *testing.T) {
	for asked, want := range map[string]string{ // the server, "" for an error
		own: "github.com", tenant: "octo-corp.ghe.com", packages: "github.com", packages + ":443": "github.com",
		"containers.corp.example": "an Enterprise Server", "corp.example:8443": "an Enterprise Server",
		"evilghcr.io":      "an Enterprise Server",
		own + ".evil.test": "an Enterprise Server", "evil-" + tenant: "",
		"containers.a.xghe.com": "an Enterprise Server", "127.0.0.1": "an Enterprise Server",
		"containers.ghe.com": "", "a.ghe.com": "", "ghe.com": "", "x.ghcr.io": "", "ghcr.io:8443": "",
		"containers.a.b.ghe.com": "", "github.com": "",
		"x.github.com": "", "containers.github.com": "", packages + ":8443": "", "http://ghcr.io": "",
	} {
		name, err := registry.Parse(asked)
		if err != nil {
			t.Fatal(err)
		}
		r, err := registryOf(name)
		got := r.Server
		if r.Enterprise {
			got = "an Enterprise Server"
		}
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v, want %q", asked, got, err, want)
		}
	}
}

// FuzzClaimedHosts: no host in a domain of GitHub's is an Enterprise Server.
func FuzzClaimedHosts(f *testing.F) {
	for _, host := range []string{own, tenant, packages, enterprise, "https://x.ghcr.io:8443/v2/"} {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, asked string) {
		name, err := registry.Parse(asked)
		if err != nil {
			return
		}
		r, err := registryOf(name)
		for _, domain := range []string{".ghe.com", "." + ghcr.Central, "." + ghcr.Server} {
			if err == nil && r.Enterprise && strings.HasSuffix("."+name.Host, domain) {
				t.Errorf("%q gets the tokens of an Enterprise Server", asked)
			}
		}
	})
}
