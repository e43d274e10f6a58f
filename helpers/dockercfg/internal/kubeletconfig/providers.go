package kubeletconfig

import (
	"slices"
	"strings"
)

// Provider describes how the kubelet uses a helper of this suite.
type Provider struct {
	Name string // short, such as ecr
	// Images are the kubelet's patterns for the provider's registries. They are as narrow as
	// such a pattern can be; the helper itself refuses other registries.
	Images []string
	// Audience is the audience of the token of a pod's service account; "" if the provider
	// cannot exchange one, or if the user has to name it.
	Audience string
	// Annotations are what a service account needs. If nil, service accounts are not supported.
	Annotations []string
}

// Providers returns the helpers that the kubelet can start.
func Providers() []Provider {
	return []Provider{
		{
			Name: "acr",
			Images: []string{"*.azurecr.io", "*.azurecr.cn", "*.azurecr.us", "*.azurecr.de",
				"*.*.geo.azurecr.io", "*.*.geo.azurecr.cn", "*.*.geo.azurecr.us", "*.*.geo.azurecr.de"},
			Audience:    "api://AzureADTokenExchange",
			Annotations: []string{"kubernetes.azure.com/acr-client-id", "kubernetes.azure.com/acr-tenant-id"},
		},
		{Name: "digitalocean", Images: []string{"registry.digitalocean.com"}},
		{Name: "dockerhub", Images: []string{"docker.io", "registry-1.docker.io", "registry.hub.docker.com", "dhi.io"}},
		{
			Name: "ecr",
			Images: []string{
				"*.dkr.ecr.*.amazonaws.com", "*.dkr.ecr-fips.*.amazonaws.com", "*.dkr-ecr.*.on.aws",
				"*.dkr-ecr-fips.*.on.aws",
				"*.dkr.ecr.*.amazonaws.com.cn", "*.dkr-ecr.*.on.amazonwebservices.com.cn", "*.dkr.ecr.*.amazonaws.eu",
				"*.dkr.ecr.*.c2s.ic.gov", "*.dkr.ecr.*.sc2s.sgov.gov", "*.dkr.ecr.*.cloud.adc-e.uk",
				"*.dkr.ecr.*.csp.hci.ic.gov",
				"public.ecr.aws", "ecr-public.aws.com",
			},
			Audience:    "sts.amazonaws.com",
			Annotations: []string{"eks.amazonaws.com/ecr-role-arn"},
		},
		{
			Name:        "gar",
			Images:      []string{"gcr.io", "*.gcr.io", "*-docker.pkg.dev", "docker.*.rep.pkg.dev"},
			Annotations: []string{"iam.gke.io/gcp-service-account"},
		},
		{Name: "ghcr", Images: []string{"ghcr.io", "containers.*.ghe.com"}},
		{Name: "gitlab", Images: []string{"registry.gitlab.com"}},
		{Name: "heroku", Images: []string{"registry.heroku.com"}},
		{Name: "icr", Images: []string{"icr.io", "*.icr.io", "private.*.icr.io", "registry.bluemix.net",
			"registry.*.bluemix.net"}},
		{Name: "quay", Images: []string{"quay.io"}},
		{Name: "vars"},
		{Name: "file"},
		{Name: "auto"},
	}
}

// Names returns the names of the providers.
func Names() (names []string) {
	for _, p := range Providers() {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return names
}

// ByName returns a provider, by its short name or the name of its program.
func ByName(name string) (Provider, bool) {
	all := Providers()
	at := slices.IndexFunc(all, func(p Provider) bool {
		return p.Name == strings.TrimPrefix(name,
			"docker-credential-")
	})
	if at < 0 {
		return Provider{}, false
	}
	found := all[at]
	if found.Name == "auto" { // every provider's
		for _, p := range all {
			found.Images = append(found.Images, p.Images...)
		}
	}
	return found, true
}

// Program returns the name of the file that the kubelet starts.
func (p Provider) Program() string { return "docker-credential-" + p.Name }
