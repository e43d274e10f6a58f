package reference

// File is a file or directory that a program reads or writes.
type File struct {
	Path    string // as on Unix, without the variables that name another place
	Readers string // see Helpers
	Meaning string
}

// Files lists them.
func Files() []File {
	return []File{
		{"~/.docker/config.json", Helpers + " exec explain export generate get status verify doctor configure",
			"Docker's config: which helper or store answers for which registry"},
		{"~/.docker/config.json.dockercfg-undo", "configure doctor",
			"what `--undo` needs; it contains moved logins in plain text"},
		{"~/.config/containers/registries.conf.d/50-dockercfg.conf", "configure",
			"the helper that podman, skopeo and buildah ask, with `--podman`"},
		{"~/.config/systemd/user", "configure", "the timer of `--timer`; `~/Library/LaunchAgents` on macOS"},
		{"/etc/docker/daemon.json", "verify", "`insecure-registries` of Docker Engine"},
		{"~/.config/dockercfg/config.toml", Ruled + " " + Askers + " configure", "rules: who serves which registry"},
		{"~/.cache/dockercfg", Minting + " auto cache-clear doctor", "cached tokens, each with digests of its inputs"},
		{"~/.local/share/dockercfg/store", "file auto doctor", "encrypted logins, one file each"},
		{"~/.config/dockercfg/store-key.txt", "file doctor", "the key of that store, an age identity"},
		{"~/.aws/config", "ecr", "profiles of the AWS command line"},
		{"~/.aws/credentials", "ecr", "access keys of the AWS command line"},
		{"~/.aws/sso/cache", "ecr", "SSO sessions of the AWS command line"},
		{"~/.config/gcloud/application_default_credentials.json", "gar", "application default credentials"},
		{"~/.config/gcloud", "gar", "configurations of gcloud"},
		{"~/.azure", "acr", "the login of `az`"},
		{"/var/run/secrets/tokens", "icr", "tokens that a cluster mounts, for a trusted profile"},
		{"~/.netrc", "heroku", "the login of the Heroku command line"},
		{"codeship-services.yml", "codeship", "services, and the encrypted files that they name"},
		{"codeship-steps.yml", "codeship", "steps, and the registries that they use"},
		{"codeship.aes", "codeship encrypt decrypt keygen", "the AES key of jet's format"},
		{"/var/run/secrets/kubernetes.io/serviceaccount", "export", "the identity of the pod, for `--apply`"},
		{"Kubelet's credential provider configuration", "kubelet-config", "the file or directory that `--lint` checks"},
	}
}

// Examples lists what a manual page shows of a helper: the registry that its examples
// name. A store has other examples.
func Examples() map[string]string {
	return map[string]string{
		"acr":          "myregistry.azurecr.io",
		"auto":         "ghcr.io",
		"digitalocean": "registry.digitalocean.com",
		"dockerhub":    "https://index.docker.io/v1/",
		"ecr":          "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
		"file":         "registry.example:5000",
		"gar":          "europe-west1-docker.pkg.dev",
		"ghcr":         "ghcr.io",
		"gitlab":       "registry.gitlab.com",
		"heroku":       "registry.heroku.com",
		"icr":          "de.icr.io",
		"quay":         "quay.io",
		"vars":         "registry.example:5000",
	}
}
