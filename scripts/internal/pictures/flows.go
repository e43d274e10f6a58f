package main

// flows shows how data flows through the code, in four cases.
func flows() diagram {
	return diagram{
		title: "Four data flows",
		description: "A get with a cached token is answered before main runs. A get without one goes through main, a lock, " +
			"the vendor's own loader and an exchange, and the token is cached with the state of everything it was made " +
			"from. A get through docker-credential-auto is answered from the same cache, or runs one helper. An export " +
			"plans questions, runs one helper process for each registry, judges the results and writes one file.",
		rows: []row{
			{label: "get, cached", steps: []step{
				{title: "warm", lines: []string{"before main"}, ours: true},
				{title: "registry", lines: []string{"which host?"}, ours: true},
				{title: "tokencache", lines: []string{"are all inputs", "unchanged?"}, ours: true},
				{title: "answer", lines: []string{"about 1.4 × an", "empty program"}},
			}},
			{label: "get, not cached", steps: []step{
				{title: "minting", lines: []string{"one process at", "a time per entry"}, ours: true},
				{title: "Identify", lines: []string{"the vendor's own", "loader, once"}},
				{title: "Mint", lines: []string{"the exchange"}, edge: "inputs the same?"},
				{title: "tokencache", lines: []string{"token + inputs"}, ours: true},
			}},
			{label: "get through docker-credential-auto", steps: []step{
				{title: "router", lines: []string{"rules, logins,", "variables"}, ours: true},
				{title: "tokencache", lines: []string{"of the helper"}, edge: "missing", ours: true},
				{title: "helperclient", lines: []string{"runs one helper"}, ours: true},
			}},
			{label: "dockercfg export", steps: []step{
				{title: "resolve", lines: []string{"questions by", "registry"}, ours: true},
				{title: "helperclient", lines: []string{"one process each,", "in parallel"}, ours: true},
				{title: "judge", lines: []string{"may this format", "keep it?"}, ours: true},
				{title: "formats", lines: []string{"encode, read", "back, compare"}, ours: true},
				{title: "safefile", lines: []string{"0600, atomic"}, ours: true},
			}},
		},
	}
}
