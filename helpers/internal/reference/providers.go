package reference

// Provider is a helper with a page of its own in docs/providers.
type Provider struct {
	Short    string // its name in credHelpers
	Page     string // the page's name, without .md
	Title    string
	Hosts    string // the README's column, as code and words
	Untested string // what was never tried with a live account
	More     string // a paragraph of links, or ""
}

// Providers lists them as docs/README.md does.
func Providers() []Provider {
	return []Provider{
		{"ecr", "amazon-ecr", "Amazon ECR", "`*.dkr.ecr.*.amazonaws.com` in every partition, `public.ecr.aws`",
			"all token exchanges. Amazon's own SDK signs the requests, and a test compares them with those of " +
				"Amazon's clients",
			"[Replace docker-credential-ecr-login](../amazon-ecr.md) · [pull-through " +
				"caches](../pull-through-caches.md) · " +
				"[pods with a role of their own](../kubelet.md)"},
		{"gar", "google", "Google Artifact Registry and gcr.io", "`*-docker.pkg.dev`, `gcr.io`, `*.gcr.io`",
			"all token exchanges; the metadata server, a real `gcloud`, federation with a real CI system",
			"[Pods with a service account of their own](../kubelet.md)"},
		{"acr", "azure", "Azure Container Registry", "`*.azurecr.io`, `*.azurecr.cn`, `*.azurecr.us`",
			"all token exchanges; managed identities, Arc, a real `az`, the registries of Azure China and " +
				"Azure US Government",
			"[Pods with a client of their own](../kubelet.md)"},
		{"icr", "ibm", "IBM Cloud Container Registry", "`icr.io`, `*.icr.io`, `cp.icr.io`",
			"all token exchanges; trusted profiles, the identities of clusters and servers", ""},
		{"dockerhub", "dockerhub", "Docker Hub", "`docker.io`, `dhi.io`", "the token service, OIDC connections", ""},
		{"ghcr", "ghcr", "GitHub container registry", "`ghcr.io`, `containers.*.ghe.com`, Enterprise Servers",
			"the token of a job, a tenant with data residency, an Enterprise Server, a real `gh`", ""},
		{"gitlab", "gitlab", "GitLab container registry", "`registry.gitlab.com`, self-managed",
			"the token of a job, the dependency proxy, a self-managed server", ""},
		{"quay", "quay", "Quay", "`quay.io`, self-hosted", "keyless robots, a self-hosted Red Hat Quay", ""},
		{"digitalocean", "digitalocean", "DigitalOcean", "`registry.digitalocean.com`", "the exchange", ""},
		{"heroku", "heroku", "Heroku", "`registry.heroku.com`", "the login", ""},
	}
}
