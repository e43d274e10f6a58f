package kubeletconfig

import (
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/helpers/internal/digitalocean"
	"github.com/dockercfg/dockercfg/helpers/internal/dockerhub"
	"github.com/dockercfg/dockercfg/helpers/internal/ecr"
	"github.com/dockercfg/dockercfg/helpers/internal/gar"
	"github.com/dockercfg/dockercfg/helpers/internal/ghcr"
	"github.com/dockercfg/dockercfg/helpers/internal/gitlab"
	"github.com/dockercfg/dockercfg/helpers/internal/heroku"
	"github.com/dockercfg/dockercfg/helpers/internal/icr"
	"github.com/dockercfg/dockercfg/helpers/internal/quay"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// own returns the provider of a registry, as the helpers' light halves decide.
var own = map[string]func(registry.Name) bool{
	"acr": acr.Match, "digitalocean": digitalocean.Match, "dockerhub": dockerhub.Match, "ecr": ecr.Match, "gar": gar.Match,
	"ghcr": ghcr.Match, "gitlab": gitlab.Match, "heroku": heroku.Match, "icr": icr.Match, "quay": quay.Match,
}

// hosts has a registry of each form for each provider.
var hosts = map[string][]string{
	"acr": {"myregistry.azurecr.io", "my-reg-x1.azurecr.io", "myregistry.azurecr.cn", "myregistry.azurecr.us",
		"myregistry.azurecr.de",
		"myregistry.westeurope.geo.azurecr.io", "myregistry.chinaeast2.geo.azurecr.cn",
		"myregistry.usgovvirginia.geo.azurecr.us"},
	"digitalocean": {"registry.digitalocean.com"},
	"dockerhub":    {"docker.io", "registry-1.docker.io", "registry.hub.docker.com", "dhi.io"},
	"ecr": {
		"123456789012.dkr.ecr.eu-west-1.amazonaws.com", "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
		"123456789012.dkr-ecr.eu-west-1.on.aws", "123456789012.dkr-ecr-fips.us-east-1.on.aws",
		"123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn",
		"123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn",
		"123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu",
		"123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", "123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov",
		"123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov",
		"public.ecr.aws", "ecr-public.aws.com",
	},
	"gar": {"gcr.io", "eu.gcr.io", "europe-west1-docker.pkg.dev", "us-docker.pkg.dev",
		"docker.us-east1.rep.pkg.dev"},
	"ghcr":   {"ghcr.io", "containers.octo.ghe.com"},
	"gitlab": {"registry.gitlab.com"},
	"heroku": {"registry.heroku.com"},
	"icr": {"icr.io", "de.icr.io", "private.icr.io", "private.us.icr.io", "registry.bluemix.net",
		"registry.eu-de.bluemix.net"},
	"quay": {"quay.io"},
}

// TestImages checks that the kubelet calls a helper for each registry of its provider, and
// that every pattern matches a registry.
func TestImages(t *testing.T) {
	for _, p := range Providers() {
		match := own[p.Name]
		if (match == nil) != (len(p.Images) == 0) || (match == nil) != (len(hosts[p.Name]) == 0) {
			t.Errorf("%s: %d patterns, but %d hosts in the test", p.Name, len(p.Images), len(hosts[p.Name]))
		}
		used := map[string]bool{}
		for _, host := range hosts[p.Name] {
			name, err := registry.Parse(host)
			if err != nil || !match(name) {
				t.Errorf("%s does not belong to %s (%v)", host, p.Name, err)
			}
			at := slices.IndexFunc(p.Images, func(pattern string) bool { return matches(t, pattern, host) })
			if at < 0 {
				t.Errorf("the kubelet does not call %s for %s", p.Name, host)
				continue
			}
			used[p.Images[at]] = true
		}
		for _, pattern := range p.Images {
			if !used[pattern] && !strings.Contains(pattern, "geo.azurecr.de") {
				t.Errorf("%s: no registry is known for %s", p.Name, pattern)
			}
			if why := unmatched(pattern); why != "" {
				t.Errorf("%s: %s", pattern, why)
			}
		}
	}
}

// matches compares hosts as the kubelet does; scripts/internal/clients tests with the
// kubelet's own code.
func matches(t *testing.T, pattern, host string) bool {
	t.Helper()
	u, err := url.Parse("https://" + pattern)
	if err != nil {
		t.Fatal(err)
	}
	globs, parts := strings.Split(u.Host, "."), strings.Split(host, ".")
	if len(globs) != len(parts) {
		return false
	}
	for i, glob := range globs {
		if ok, err := filepath.Match(glob, parts[i]); err != nil || !ok {
			return false
		}
	}
	return true
}

// TestAuto checks that the router is called for all registries.
func TestAuto(t *testing.T) {
	auto, ok := ByName("docker-credential-auto")
	for _, p := range Providers() {
		for _, pattern := range p.Images {
			if !ok || !slices.Contains(auto.Images, pattern) {
				t.Errorf("auto is not called for %s", pattern)
			}
		}
	}
}
