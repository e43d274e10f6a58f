package reference

// Variable is an environment variable that a program of the suite reads.
type Variable struct {
	Name    string // <account> and <registry> stand for what differs
	Readers string // see Helpers
	Default string // what holds where it is not set; "" for nothing
	Meaning string
}

// Chapter is the variables of one purpose.
type Chapter struct {
	Title     string
	Intro     string // a paragraph, or ""
	General   bool   // about the suite and the machine, and no provider
	Variables []Variable
}

// Environment lists every variable that the suite reads by its name.
func Environment() []Chapter {
	return []Chapter{
		{"The suite's own", "", true, suite()},
		{"Between programs of the suite",
			"One program sets these for another. Do not set them yourself.", true, between()},
		{"Places and terminals", "", true, places()},
		{"Network", "", true, network()},
		{"Logins in variables", "", false, loginVariables()},
		{"Amazon", "The AWS SDK reads all of its own variables; these decide which identity is used.", false, amazon()},
		{"Google", "gcloud reads its own variables (`CLOUDSDK_*`) when it is asked for a token.", false, google()},
		{"Azure", "", false, azure()},
		{"IBM", "", false, ibm()},
		{"Docker Hub", "", false, hub()},
		{"GitHub and Forgejo", "", false, github()},
		{"GitLab", "", false, gitlab()},
		{"Quay", "", false, quay()},
		{"DigitalOcean and Heroku", "", false, others()},
		{"What `dockercfg doctor` looks at", "It reads these to say why a store cannot work.", true, stores()},
	}
}

// Own lists the names of the suite's own variables, and Internal those that its programs
// set for one another.
func Own() []string { return names(suite()) }

// Internal lists the names of the variables that the suite's programs set for one another.
func Internal() []string { return names(between()) }

func names(variables []Variable) (list []string) {
	for _, v := range variables {
		list = append(list, v.Name)
	}
	return list
}

func suite() []Variable {
	return []Variable{
		{"DOCKERCFG_CACHE", Minting + " auto doctor cache-clear", "",
			"`off`: no token is cached, and every pull requests a new one"},
		{"DOCKERCFG_CACHE_DIR", Minting + " auto doctor cache-clear",
			"`$DOCKER_CONFIG/dockercfg-cache`, else `$XDG_CACHE_HOME/dockercfg`, else `~/.cache/dockercfg`",
			"the directory of the cached tokens; it must be an absolute path"},
		{"DOCKERCFG_CONFIG", Ruled + " " + Askers + " configure", "`$XDG_CONFIG_HOME/dockercfg/config.toml`",
			"the file with the rules; it must be an absolute path"},
		{"DOCKERCFG_DEBUG", Helpers + " dockercfg", "",
			"`1`: log to standard error, without secrets. An answer from the cache then takes longer"},
		{"DOCKERCFG_HELPERS", "generate", "",
			"the helpers of further registries, as `host=helper` with spaces between them"},
		{"DOCKERCFG_KEEPER", Logins + " configure doctor status",
			"`credsStore` of Docker's config, else the store of the desktop, else `file`",
			"the store that saves the logins of `docker login`, such as `pass`; `none`: helpers look for no login"},
		{"DOCKERCFG_PROVIDERS", "generate", "the providers whose credential variables are set",
			"the providers to use: `aws`, `azure`, `docker`, `google`, `heroku`, `ibm`, `vars`"},
		{"DOCKERCFG_STATIC", "icr", "",
			"`swap`: exchange a long-lived key for a token. `dockercfg` sets it according to `--static`"},
		{"DOCKERCFG_STORE", "file auto doctor status", "`$XDG_DATA_HOME/dockercfg/store`",
			"the directory of the encrypted logins; it must be an absolute path"},
		{"DOCKERCFG_STORE_KEY_FILE", "file doctor", "`$XDG_CONFIG_HOME/dockercfg/store-key.txt`",
			"the file with the key of that store; it must be an absolute path"},
		{"DOCKERCFG_TIMEOUT", Helpers + " " + Askers, "`30s`", "how long one run of a helper may take, such as `60s`"},
	}
}

func between() []Variable {
	return []Variable{
		{"DOCKERCFG_DEPTH", Helpers, "", "how many helpers have started one another, so that a loop ends"},
		{"DOCKERCFG_ROUTED", Helpers, "",
			"the registry that `docker-credential-auto` is answering, so that it does not ask itself"},
	}
}

func places() []Variable {
	return []Variable{
		{"HOME", Helpers + " " + Commands, "the home directory of the account",
			"the directory of this user's files; `USERPROFILE` on Windows"},
		{"USERPROFILE", Helpers + " " + Commands, "", "the home directory on Windows"},
		{"APPDATA", Helpers + " " + Commands, "", "the directory of settings on Windows, in place of `~/.config`"},
		{"LOCALAPPDATA", Helpers + " " + Commands, "", "the directory of data and of the cache on Windows"},
		{"XDG_CONFIG_HOME", Helpers + " " + Commands, "`~/.config`", "where settings are; a relative path is ignored"},
		{"XDG_DATA_HOME", "file auto doctor", "`~/.local/share`", "where data is; a relative path is ignored"},
		{"XDG_CACHE_HOME", Minting + " auto doctor cache-clear", "`~/.cache`",
			"where the cache is; a relative path is ignored"},
		{"XDG_RUNTIME_DIR", "exec", "the temporary directory",
			"where `dockercfg exec` creates its temporary directory"},
		{"PATH", Helpers + " " + Commands, "",
			"where other programs are found. Relative entries, and directories that every user may write to, " +
				"are skipped"},
		{"DOCKER_CONFIG", Helpers + " " + Commands, "`~/.docker`", "the directory of Docker's config.json"},
		{"REGISTRY_AUTH_FILE", "exec", "", "`dockercfg exec` sets it for podman, skopeo and buildah"},
		{"BUILDX_CONFIG", "exec", "`$DOCKER_CONFIG/buildx`", "the directory of buildx; `dockercfg exec` keeps it"},
		{"NO_COLOR", Commands, "", "if set, nothing is coloured"},
		{"TERM", Commands, "", "`dumb`: nothing is coloured, and no progress is shown"},
	}
}

func network() []Variable {
	const online = Minting + " verify export get"
	return []Variable{
		{"HTTPS_PROXY", online + " doctor", "", "the proxy for HTTPS; also `https_proxy`"},
		{"HTTP_PROXY", online + " doctor", "",
			"the proxy for plain HTTP; it is not used for HTTPS, and an error says so"},
		{"NO_PROXY", online + " doctor", "", "hosts that are reached without the proxy; also `no_proxy`"},
		{"ALL_PROXY", online, "", "not used; if a host cannot be reached, the error says so"},
		{"SSL_CERT_FILE", online, "the system's", "a file with the certificate authorities to trust"},
		{"SSL_CERT_DIR", online, "the system's", "a directory with the certificate authorities to trust"},
		{"KUBERNETES_SERVICE_HOST", "export", "", "the API server of the pod, for `--apply`"},
		{"KUBERNETES_SERVICE_PORT", "export", "", "its port"},
	}
}

func loginVariables() []Variable {
	return []Variable{
		{"DOCKER_AUTH_CONFIG", "auto vars " + Askers, "",
			"a Docker config as JSON; its entries come before those of config.json"},
		{"DOCKER_<registry>_USR", "auto vars generate", "",
			"the user name for one registry. [How the name is written](stores.md#log-in-by-variables)"},
		{"DOCKER_<registry>_PSW", "auto vars generate", "", "its password"},
		{"DOCKER_<registry>_PSW_FILE", "auto vars generate", "", "a file that contains the password"},
		{"DOCKER_USERNAME", "auto dockerhub vars generate", "", "the user name for `DOCKER_REGISTRY`"},
		{"DOCKER_PASSWORD", "auto dockerhub vars generate", "", "its password or token"},
		{"DOCKER_REGISTRY", "auto dockerhub vars generate", "Docker Hub", "the registry of this pair"},
		{"REGISTRY", "auto vars generate", "", "a registry whose login is in `AUTH`"},
		{"AUTH", "auto vars generate", "", "base64 of `user:password` for `REGISTRY`"},
	}
}
