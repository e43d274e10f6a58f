package ghcr

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/registry"
)

var hosts = map[string]string{
	"ghcr.io": "github.com", "containers.octo-corp.ghe.com": "octo-corp.ghe.com", "containers.a.ghe.com": "a.ghe.com",
	"containers.0--1.ghe.com":       "0--1.ghe.com",
	"containers.containers.ghe.com": "containers.ghe.com",
}

func TestHosts(t *testing.T) {
	for host, want := range hosts {
		for _, asked := range []string{host, "https://" + host, host + ":443",
			"HTTPS://" + strings.ToUpper(host) + "/v2/", host + "/octo/app"} {
			name, err := registry.Parse(asked)
			if err != nil {
				t.Fatal(err)
			}
			if r, ok := Parse(name); !ok || r.Server != want || r.Enterprise {
				t.Errorf("%s: %+v, %v, want %s", asked, r, ok, want)
			}
		}
	}
}

// TestLookAlikes: no look-alike of GitHub's registries matches.
func TestLookAlikes(t *testing.T) {
	var alike []string
	for host := range hosts {
		alike = append(alike, host+".evil.test", "evil"+host, "evil-"+host, "x."+host, host+".", host+":8443",
			host+":80", "http://"+host, "ftp://"+host,
			"evil.test/"+host, host+"x", strings.Replace(host, ".", "-", 1), strings.Replace(host, ".", "_", 1))
	}
	alike = append(alike, "containers.ghe.com", "containers..ghe.com", "containers.-a.ghe.com",
		"containers.a-.ghe.com", "containers.a_b.ghe.com", "containers.a.b.ghe.com",
		"a.ghe.com", "ghe.com", "container.a.ghe.com", "containers.a.ghe.io", "containers.a.xghe.com",
		"containers.aghe.com", "docker.pkg.github.com", "github.com",
		"containers.github.com", "io", "ghcr", "ghcr.com", "containers.corp.example", "127.0.0.1", "[::1]")
	for _, asked := range alike {
		name, err := registry.Parse(asked)
		if err != nil {
			continue
		}
		if Match(name) {
			t.Errorf("%s is taken for GitHub's", asked)
		}
	}
}

// FuzzHosts: every match has one of two forms, and does not match with a prefix or suffix.
func FuzzHosts(f *testing.F) {
	helpertest.FuzzHosts(f, Match, func(host string) bool {
		labels := strings.Split(host, ".")
		tenant := len(labels) == 4 && labels[0] == "containers" && labels[2] == "ghe" && labels[3] == "com"
		return host == "ghcr.io" || tenant
	}, slices.Collect(maps.Keys(hosts))...)
}
