package main

// how shows how `docker pull` reaches a helper.
func how() diagram {
	return diagram{
		title: "How docker pull reaches a credential helper",
		description: "docker reads ~/.docker/config.json, where credsStore is auto, and runs docker-credential-auto get " +
			"with the host on standard input. For a host of a provider, auto answers with a cached token, or runs the " +
			"provider's helper, which exchanges your identity for a token. For any other host it asks the store that " +
			"keeps the logins of docker login, or environment variables. Without a credential it answers not found, and " +
			"docker pulls anonymously.",
		rows: []row{
			{steps: []step{
				{title: "docker pull HOST/app", lines: []string{"or podman, crane, helm …"}, edge: "reads"},
				{title: "~/.docker/config.json", lines: []string{`"credsStore": "auto"`}},
			}},
			{from: &at{0, 0}, edge: "runs get", steps: []step{
				{title: "docker-credential-auto", lines: []string{"which helper serves HOST?"}, ours: true},
			}},
			{from: &at{1, 0}, edge: "a provider's host", steps: []step{
				{title: "docker-credential-ecr", lines: []string{"-gar -acr -icr -ghcr …"}, ours: true},
				{title: "your identity", lines: []string{"keys, SSO, role, CI job"}, edge: "exchange"},
				{title: "a token", lines: []string{"cached"}},
			}},
			{from: &at{1, 0}, edge: "any other host", steps: []step{
				{title: "a credential store", lines: []string{"keychain, pass, encrypted files"}},
				{title: "your docker login", lines: []string{"or an environment variable"}},
			}},
			{from: &at{1, 0}, edge: "no credential", steps: []step{
				{title: `"not found"`, lines: []string{"docker pulls anonymously"}},
			}},
		},
	}
}
