package main

// sources shows the order of the sources of a credential.
func sources() diagram {
	return diagram{
		title: "Where a credential comes from",
		description: "For Amazon, Google, Azure and IBM: a cached token whose inputs are unchanged; else the identity that " +
			"a config.toml rule or the cloud's own tools choose, exchanged for a token; else a docker login; else not " +
			"found, or an error for private registries. For all other registries: a docker login; else variables and " +
			"rules; else an exchange where the provider has one; else not found. A source that is configured and fails " +
			"is an error, never not found.",
		rows: []row{
			{label: "Amazon, Google, Azure, IBM", steps: []step{
				{title: "cached token", lines: []string{"if its inputs are unchanged"}, edge: "else", ours: true},
				{title: "cloud identity", lines: []string{"a rule, variables, files,", "the machine's role"}, edge: "else"},
				{title: "docker login", lines: []string{"from the store"}, edge: "else"},
				{title: `"not found"`, lines: []string{"an error if the", "registry is private"}},
			}},
			{from: &at{0, 1}, edge: "it is configured and fails", steps: []step{
				{title: "an error", lines: []string{"never an anonymous pull"}},
			}},
			{label: "every other registry", steps: []step{
				{title: "docker login", lines: []string{"from the store"}, edge: "else"},
				{title: "variables, rules", lines: []string{"DOCKER_<host>_USR, …", "config.toml"}, edge: "else"},
				{title: "exchange", lines: []string{"Hub, Quay, DigitalOcean:", "a short-lived token"}, edge: "else"},
				{title: `"not found"`, lines: []string{"docker pulls", "anonymously"}},
			}},
		},
	}
}
