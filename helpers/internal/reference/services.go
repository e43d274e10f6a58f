package reference

func hub() []Variable {
	return []Variable{
		{"DOCKERHUB_USERNAME", "dockerhub", "", "the user name, or the organization of an OIDC connection"},
		{"DOCKERHUB_TOKEN", "dockerhub", "", "its access token"},
		{"DOCKER_HUB_USERNAME", "dockerhub", "", "another name for `DOCKERHUB_USERNAME`"},
		{"DOCKER_HUB_PASSWORD", "dockerhub", "", "its password or access token"},
		{"DOCKERHUB_OIDC_CONNECTIONID", "dockerhub", "",
			"the ID of an organization's OIDC connection, for jobs on GitHub"},
		{"DOCKERHUB_OIDC_EXPIREIN", "dockerhub", "`300`",
			"the lifetime of the connection's token in seconds, 300 to 3600"},
	}
}

func github() []Variable {
	return []Variable{
		{"ACTIONS_ID_TOKEN_REQUEST_URL", "acr dockerhub quay", "",
			"where a job of GitHub or Forgejo requests its token"},
		{"ACTIONS_ID_TOKEN_REQUEST_TOKEN", "acr dockerhub quay", "", "the secret for that request"},
		{"GH_TOKEN", "ghcr", "", "a token for ghcr.io and containers.SUBDOMAIN.ghe.com"},
		{"GITHUB_TOKEN", "ghcr", "", "the same; in a job, for the registry of `GITHUB_SERVER_URL` only"},
		{"GH_ENTERPRISE_TOKEN", "ghcr", "", "a token for Enterprise Servers"},
		{"GITHUB_ENTERPRISE_TOKEN", "ghcr", "", "another name for `GH_ENTERPRISE_TOKEN`"},
		{"GITHUB_ACTOR", "ghcr", "`x-access-token`", "the user name"},
		{"GITHUB_SERVER_URL", "ghcr", "", "the URL of the job's GitHub"},
		{"GITHUB_ACTIONS", "acr ghcr export exec codeship", "",
			"`true` in a job; `dockercfg` then masks secrets in the log before it writes them"},
		{"GH_DEBUG", "ghcr", "", "not passed to `gh`, whose debug log shows tokens"},
	}
}

func gitlab() []Variable {
	return []Variable{
		{"CI_REGISTRY", "gitlab", "", "the registry of the job, host[:port]"},
		{"CI_REGISTRY_USER", "gitlab", "`gitlab-ci-token`", "the user name for it"},
		{"CI_REGISTRY_PASSWORD", "gitlab", "", "its password"},
		{"CI_JOB_TOKEN", "gitlab", "", "the token of the job, for `CI_REGISTRY`"},
		{"CI_DEPLOY_USER", "gitlab", "", "the name of a deploy token"},
		{"CI_DEPLOY_PASSWORD", "gitlab", "", "the deploy token"},
		{"CI_DEPENDENCY_PROXY_SERVER", "gitlab", "", "the dependency proxy, host[:port]"},
		{"CI_DEPENDENCY_PROXY_USER", "gitlab", "", "the user name for it"},
		{"CI_DEPENDENCY_PROXY_PASSWORD", "gitlab", "", "its password"},
		{"CI_SERVER_HOST", "gitlab", "", "the host of the job's GitLab"},
		{"CI_SERVER_URL", "gitlab auto", "", "the URL of the job's GitLab"},
		{"GITLAB_CI", "gitlab", "", "set in a job, where a password without `CI_REGISTRY` is not an error"},
		{"GITLAB_TOKEN", "gitlab", "", "a personal, group or project token for registry.gitlab.com"},
		{"GITLAB_HOST", "gitlab", "",
			"a GitLab other than gitlab.com: `GITLAB_TOKEN` is then not given to registry.gitlab.com"},
		{"GL_HOST", "gitlab", "", "another name for `GITLAB_HOST`"},
	}
}

func quay() []Variable {
	return []Variable{
		{"QUAY_USERNAME", "quay", "", "a user, or a robot: `namespace+name`"},
		{"QUAY_PASSWORD", "quay", "", "its password or token"},
		{"QUAY_TOKEN", "quay", "", "an OAuth token"},
		{"QUAY_ROBOT", "quay", "", "a robot that trusts the token of this job"},
		{"QUAY_OIDC_TOKEN", "quay", "", "that token"},
		{"QUAY_OIDC_TOKEN_FILE", "quay", "", "a file that contains that token"},
		{"QUAY_OIDC_AUDIENCE", "quay", "the host of the registry",
			"the audience of the token that is requested on GitHub"},
		{"QUAY_CONFIG_FILE", "quay", "", "the absolute path of a robot's Docker Configuration"},
	}
}

func others() []Variable {
	return []Variable{
		{"DIGITALOCEAN_ACCESS_TOKEN", "digitalocean", "", "an API token"},
		{"DIGITALOCEAN_TOKEN", "digitalocean", "", "another name for `DIGITALOCEAN_ACCESS_TOKEN`"},
		{"HEROKU_API_KEY", "heroku generate", "", "an API key, or an OAuth authorization"},
	}
}

func stores() []Variable {
	return []Variable{
		{"DBUS_SESSION_BUS_ADDRESS", Logins + " doctor", "",
			"the session bus, without which `secretservice` cannot answer"},
		{"DISPLAY", "doctor", "", "whether a window can ask for a passphrase"},
		{"WAYLAND_DISPLAY", "doctor", "", "as `DISPLAY`"},
		{"SSH_CONNECTION", "doctor", "", "whether this is a session over SSH, where the keychain of macOS is locked"},
		{"GPG_TTY", "doctor", "", "the terminal on which gpg asks for a passphrase"},
		{"PASSWORD_STORE_DIR", "doctor", "`~/.password-store`", "the directory of `pass`"},
		{"WSL_DISTRO_NAME", "doctor", "", "whether this is WSL, where Windows programs may be started"},
		{"WSL_INTEROP", "doctor", "", "as `WSL_DISTRO_NAME`"},
	}
}
