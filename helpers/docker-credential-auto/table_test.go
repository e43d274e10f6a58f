package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-auto/internal/warm"
	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/built"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// providerHosts are registries of every provider, in all of its forms.
var providerHosts = map[string][]string{
	"acr": {"team.azurecr.io", "team-a1b2.azurecr.io", "te-am-x.azurecr.io", "team.westeurope.geo.azurecr.io",
		"team.azurecr.cn", "team.azurecr.us", "team.azurecr.de",
		strings.Repeat("a", 50) + ".azurecr.io", "team.azurecr.stack.example"},
	"digitalocean": {"registry.digitalocean.com"},
	"dockerhub": {"docker.io", "https://index.docker.io/v1/", "https://index.docker.io/", "registry-1.docker.io",
		"registry.hub.docker.com", "dhi.io", "docker.io/library/nginx"},
	"ecr": {"123456789012.dkr.ecr.eu-west-1.amazonaws.com", "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
		"123456789012.dkr-ecr.eu-west-1.on.aws",
		"123456789012.dkr-ecr-fips.us-east-1.on.aws", "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn",
		"123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn",
		"123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", "123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov",
		"123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov",
		"123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov",
		"public.ecr.aws", "ecr-public.aws.com"},
	"gar": {"gcr.io", "eu.gcr.io", "mirror.gcr.io", "europe-west1-docker.pkg.dev", "us-docker.pkg.dev",
		"docker.us-east1.rep.pkg.dev"},
	"ghcr":   {"ghcr.io", "containers.corp.ghe.com"},
	"gitlab": {"registry.gitlab.com", "registry.corp.example:5050", "gitlab.com"},
	"heroku": {"registry.heroku.com"},
	"icr": {"icr.io", "de.icr.io", "jp2.icr.io", "private.icr.io", "private.de.icr.io", "cp.icr.io",
		"registry.bluemix.net", "registry.ng.bluemix.net",
		"registry.eu-de.bluemix.net", "registry.eu-gb.bluemix.net", "registry.au-syd.bluemix.net"},
	"quay": {"quay.io"},
}

// lookAlikes only look like a provider's registries.
var lookAlikes = map[string][]string{
	"acr": {"azurecr.io", "team.data.azurecr.io", "team.westeurope.data.azurecr.io", "team.westeurope.azurecr.io",
		"team-.azurecr.io", "-team.azurecr.io",
		"te--am.azurecr.io", "te_am.azurecr.io", "team.geo.azurecr.io", "team.a-b.geo.azurecr.io",
		strings.Repeat("a", 51) + ".azurecr.io"},
	"dockerhub": {"hub.docker.com", "https://index.docker.io/v1/access-token",
		"https://index.docker.io/v1/refresh-token", "x.docker.io"},
	"ecr": {"12345678901.dkr.ecr.eu-west-1.amazonaws.com", "1234567890123.dkr.ecr.eu-west-1.amazonaws.com",
		"dkr.ecr.eu-west-1.amazonaws.com",
		"123456789012.dkr.ecr.eu.west.amazonaws.com", "123456789012.dkr.ecrx.eu-west-1.amazonaws.com",
		"123456789012.dkr.ecr.-eu.amazonaws.com", "12345678901x.dkr.ecr.eu-west-1.amazonaws.com"},
	"gar": {"a.b.gcr.io", "us-npm.pkg.dev", "pkg.dev", "docker.pkg.dev", "-docker.pkg.dev", "us--x-docker.pkg.dev",
		"1-docker.pkg.dev", "docker.rep.pkg.dev", "docker.google.com"},
	"ghcr": {"containers.ghe.com", "containers.a.b.ghe.com", "corp.ghe.com", "docker.pkg.github.com",
		"containers.-a.ghe.com"},
	"icr": {"stg.icr.io", "a.b.icr.io", "de22.icr.io", "registry.icr.io", "registry.us.bluemix.net", "bluemix.net",
		"private.private.icr.io"},
}

// TestTable compares the router's table with the helpers themselves. A config.toml that cannot be read is
// an error for a helper's own registries, and "not found" for all others, so it shows which are which.
func TestTable(t *testing.T) {
	named := naming(t)
	for _, p := range warm.Providers() {
		t.Run(p.Short, func(t *testing.T) {
			if _, err := os.Stat("../docker-credential-" + p.Short + "/main.go"); err != nil {
				t.Skip("not run: there is no such helper yet")
			}
			t.Parallel()
			dir := t.TempDir()
			if err := built.Into(dir, "docker-credential-"+p.Short); err != nil {
				t.Fatal(err)
			}
			w := helpertest.NewWorld(t, filepath.Join(dir, "docker-credential-"+p.Short), "", "DOCKERCFG_KEEPER=none",
				"HTTPS_PROXY=http://127.0.0.1:9")
			w.Env = append(w.Env, named...)
			w.Env = append(w.Env, "DOCKERCFG_CONFIG="+w.File(t, "config.toml", "[[registry]\n"))
			for _, asked := range questions(p.Short) {
				a := w.Run(t, "explain", asked)
				known := a.Out != helpertest.NotFound
				if known && !strings.Contains(a.Out, ": config: config.toml, line 1") {
					t.Errorf("%s: %+v", asked, a)
				}
				if table := inTable(t, asked); known != (table == p.Short) {
					t.Errorf("%s: the helper says %v, the table %q", asked, known, table)
				}
			}
		})
	}
}

// naming sets the variables that name a provider's registries, or name a file that does, and returns them
// as assignments.
func naming(t *testing.T) []string {
	t.Helper()
	stack := filepath.Join(t.TempDir(), "environment.json")
	if err := os.WriteFile(stack, []byte(`{"containerRegistryDNSSuffix": "azurecr.stack.example"}`),
		0o600); err != nil {
		t.Fatal(err)
	}
	named := []string{"CI_REGISTRY=registry.corp.example:5050", "CI_DEPENDENCY_PROXY_SERVER=gitlab.com:443",
		"AZURE_ENVIRONMENT_FILEPATH=" + stack}
	for _, assignment := range named {
		name, value, _ := strings.Cut(assignment, "=")
		t.Setenv(name, value)
	}
	return named
}

func inTable(t *testing.T, asked string) string {
	t.Helper()
	name, err := registry.Parse(asked)
	if err != nil {
		t.Fatal(err)
	}
	p, _, _ := providerOf(nil, name)
	return p.Short
}

// questions are the registries of all providers, and look-alikes of this one's.
func questions(short string) []string {
	var asked []string
	for _, hosts := range providerHosts {
		asked = append(asked, hosts...)
	}
	asked = append(asked, lookAlikes[short]...)
	for _, host := range providerHosts[short] {
		if strings.ContainsAny(host, ":/") {
			continue
		}
		asked = append(asked, host+":443", "https://"+strings.ToUpper(host)+"/v2/", host+"/team/app",
			host+".evil.test", "evil-"+host, "evil"+host, "x."+host,
			host+".", host+":8443", "http://"+host, "ftp://"+host, "evil.test/"+host)
	}
	return asked
}

// TestEveryProvider: every helper in the tree is in the table, and everything in the table is tested
// above.
func TestEveryProvider(t *testing.T) {
	naming(t)
	dirs, err := filepath.Glob("../docker-credential-*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		short := strings.TrimPrefix(filepath.Base(dir), "docker-credential-")
		if !slices.Contains(suite(), short) {
			t.Errorf("docker-credential-%s is not in providers.go", short)
		}
	}
	for _, p := range warm.Providers() {
		if len(providerHosts[p.Short]) == 0 {
			t.Errorf("no registry of %s is asked for", p.Short)
		}
		for _, host := range providerHosts[p.Short] {
			if got := inTable(t, host); got != p.Short {
				t.Errorf("%s is %q's, not %s's", host, got, p.Short)
			}
		}
	}
}
