package main

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-auto/internal/warm"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// hosts are registries with their helpers, "" for none.
var hosts = map[string]string{
	"123456789012.dkr.ecr.eu-west-1.amazonaws.com": "ecr", "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com": "ecr",
	"123456789012.dkr-ecr.eu-west-1.on.aws": "ecr", "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn": "ecr",
	"123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn": "ecr",
	"123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu":            "ecr",
	"123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov":               "ecr", "public.ecr.aws": "ecr",
	"ecr-public.aws.com":                          "ecr",
	"12345678901.dkr.ecr.eu-west-1.amazonaws.com": "", "1234567890123.dkr.ecr.eu-west-1.amazonaws.com": "",
	"dkr.ecr.eu-west-1.amazonaws.com":            "",
	"123456789012.dkr.ecr.eu.west.amazonaws.com": "", "123456789012.dkr.ecr-.eu-west-1.amazonaws.com": "",
	"123456789012.dkr.ecrx.eu-west-1.amazonaws.com": "",
	"123456789012.dkr_ecr.eu-west-1.amazonaws.com":  "", "123456789012.dkrx.ecr.eu-west-1.amazonaws.com": "",
	"123456789012.dkr.ecr.-eu.amazonaws.com":      "",
	"123456789012.dkr.ecr.eu-west-1.amazonaws.co": "", "x.public.ecr.aws": "",
	"12345678901x.dkr.ecr.eu-west-1.amazonaws.com": "", "123456789012.dkr.ecr": "",

	"gcr.io": "gar", "eu.gcr.io": "gar", "mirror.gcr.io": "gar", "europe-west1-docker.pkg.dev": "gar",
	"us-docker.pkg.dev": "gar", "docker.us-east1.rep.pkg.dev": "gar",
	"a.b.gcr.io": "", "us-npm.pkg.dev": "", "pkg.dev": "", "docker.pkg.dev": "", "-docker.pkg.dev": "",
	"us--x-docker.pkg.dev": "", "1-docker.pkg.dev": "",
	"docker.rep.pkg.dev": "", "docker.a.b.rep.pkg.dev": "", "xgcr.io": "", "gcr.iox": "", "docker.google.com": "",

	"team.azurecr.io": "acr", "team-a1b2.azurecr.io": "acr", "team.westeurope.geo.azurecr.io": "acr",
	"team.azurecr.cn": "acr", "team.azurecr.us": "acr", "team.azurecr.de": "acr",
	"azurecr.io": "", "team.westeurope.data.azurecr.io": "", "team.data.azurecr.io": "", "team-.azurecr.io": "",
	"-team.azurecr.io": "", "te--am.azurecr.io": "",
	"te_am.azurecr.io": "", "team.geo.azurecr.io": "", "team.azurecr.com": "", "team.x.y.geo.azurecr.io": "",
	strings.Repeat("a", 51) + ".azurecr.io": "", strings.Repeat("a", 50) + ".azurecr.io": "acr",

	"icr.io": "icr", "de.icr.io": "icr", "jp2.icr.io": "icr", "private.de.icr.io": "icr", "private.icr.io": "icr",
	"cp.icr.io": "icr", "registry.ng.bluemix.net": "icr", "registry.bluemix.net": "icr",
	"stg.icr.io": "", "a.b.icr.io": "", "de22.icr.io": "", "registry.icr.io": "", "registry.us.bluemix.net": "",
	"bluemix.net": "", "private.private.icr.io": "",

	"docker.io": "dockerhub", "index.docker.io": "dockerhub", "registry-1.docker.io": "dockerhub",
	"registry.hub.docker.com": "dockerhub", "dhi.io": "dockerhub",
	"index.docker.io/v1/access-token": "", "index.docker.io/v1/refresh-token/": "",
	"docker.io/library/nginx": "dockerhub", "dhi.io/python": "dockerhub",
	"hub.docker.com": "", "auth.docker.io": "dockerhub", "x.docker.io": "", "docker.com": "",

	"quay.io": "quay", "x.quay.io": "", "ghcr.io": "ghcr", "containers.corp.ghe.com": "ghcr",
	"containers.ghe.com": "", "x.containers.corp.ghe.com": "",
	"containers.a.b.ghe.com": "", "containers.-a.ghe.com": "", "docker.pkg.github.com": "", "corp.ghe.com": "",
	"registry.gitlab.com": "gitlab", "gitlab.com": "gitlab", "x.gitlab.com": "",
	"api.digitalocean.com": "digitalocean", "digitalocean.com": "", "x.registry.gitlab.com": "",
	"registry.heroku.com": "heroku", "registry.digitalocean.com": "digitalocean",
	"registry.example": "", "localhost": "", "192.0.2.7": "", "[2001:db8::1]": "",
}

// TestHosts: every registry has one helper, in all its spellings, and look-alikes have none.
func TestHosts(t *testing.T) {
	for host, want := range hosts {
		asks(t, host, want)
		name, _, path := strings.Cut(host, "/")
		if path || want == "" {
			continue
		}
		for _, same := range []string{name + ":443", "https://" + name, "HTTPS://" + strings.ToUpper(name) + "/v2/",
			name + "/team/app"} {
			asks(t, same, want)
		}
		last := strings.LastIndexByte(name, '.')
		for _, alike := range []string{
			name + ".evil.test", "x.y." + name, name + ".", name + ":8443", name + ":80", "http://" + name,
			"ftp://" + name,
			"evil.test/" + name, name + "x", name[:last] + "x" + name[last:], name[:last] + ".evil" + name[last:],
			"evil_" + name,
		} {
			if hosts[alike] == "" {
				asks(t, alike, "")
			}
		}
	}
}

func asks(t *testing.T, asked, want string) {
	t.Helper()
	name, err := registry.Parse(asked)
	if err != nil {
		return
	}
	var matched []string
	for _, p := range warm.Providers() {
		if p.Light().Match(name) {
			matched = append(matched, p.Short)
		}
	}
	p, variable, found := providerOf(nil, name)
	if strings.Join(matched, " ") != want || p.Short != want || found != (want != "") || variable != "" {
		t.Errorf("%s: %q, %q, want %q", asked, matched, p.Short, want)
	}
}

// TestVariables: a job's variables assign additional registries of its GitLab, and no others.
func TestVariables(t *testing.T) {
	t.Setenv("CI_REGISTRY", " registry.corp.example:5050\t")
	t.Setenv("CI_DEPENDENCY_PROXY_SERVER", "gitlab.com:443")
	for asked, want := range map[string]string{
		"registry.corp.example:5050": "CI_REGISTRY", "https://registry.corp.example:5050/v2/": "CI_REGISTRY",
		"gitlab.com":            "CI_DEPENDENCY_PROXY_SERVER",
		"registry.corp.example": "", "registry.corp.example:443": "", "x.registry.corp.example:5050": "",
		"http://gitlab.com": "", "gitlab.com.": "", "registry.gitlab.com": "",
	} {
		name, err := registry.Parse(asked)
		if err != nil {
			t.Fatal(err)
		}
		p, variable, found := providerOf(nil, name)
		if variable != want || want != "" && (!found || p.Short != "gitlab") {
			t.Errorf("%s: %q, %v, want %q", asked, variable, found, want)
		}
	}
	for value, ok := range map[string]bool{"own.example": true, "http://own.example": false,
		"own.example/path": false, "own.example/v2/": true, "own example": false} {
		name, _ := registry.Parse("own.example")
		t.Setenv("CI_REGISTRY", value)
		if _, _, found := providerOf(nil, name); found != ok {
			t.Errorf("%q: %v", value, found)
		}
	}
}

// TestCalled: helpers are found by their short names.
func TestCalled(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range warm.Providers() {
		if got, found := warm.Called(p.Short); !found || got.Short != p.Short || seen[p.Short] {
			t.Errorf("%s: %v", p.Short, got.Short)
		}
		seen[p.Short] = true
	}
	if _, found := warm.Called("vars"); found {
		t.Error("vars has no registries of its own")
	}
}

// FuzzHosts: no name has two helpers, and a registry's name with another domain at the end or a word
// before its first label has none.
func FuzzHosts(f *testing.F) {
	for host := range hosts {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, asked string) {
		name, err := registry.Parse(asked)
		if err != nil {
			return
		}
		matched := 0
		for _, p := range warm.Providers() {
			if p.Light().Match(name) {
				matched++
			}
		}
		if matched > 1 {
			t.Errorf("%q has %d helpers", asked, matched)
		}
		if matched == 0 {
			return
		}
		for _, alike := range []string{name.Host + ".evil.test", "evil_" + name.Host, "evil.test/" + name.Host,
			name.Host + ":8443"} {
			other, err := registry.Parse(alike)
			if err != nil {
				continue
			}
			if p, _, found := providerOf(nil, other); found {
				t.Errorf("%q is taken for a registry of %s", alike, p.Short)
			}
		}
	})
}
