package conformance

// cacheItems are about whose token a helper with a cache returns.
func cacheItems() []Item {
	return []Item{
		{
			ID: "C1", Profiles: caching, check: cached(kept),
			Title:  "A token is cached: the second `get` makes no request for a token",
			Source: awsEndpoints,
		},
		{
			ID: "C2", Profiles: caching, check: cached(otherKeys),
			Title:  "With other keys in variables, `get` returns the token of those keys",
			Source: awsChain,
		},
		{
			ID: "C3", Profiles: caching, check: cached(otherSession),
			Title:  "With another session token, `get` returns the token of that session",
			Source: awsChain,
		},
		{
			ID: "C4", Profiles: caching, check: cached(otherProfile),
			Title:  "With another AWS_PROFILE, `get` returns the token of that profile",
			Source: awsFiles,
		},
		{
			ID: "C5", Profiles: caching, check: cached(rewritten),
			Title:  "After the credentials file is rewritten, `get` returns the new user's token",
			Source: awsFiles,
		},
		{
			ID: "C6", Profiles: caching, check: cached(renamed),
			Title: "After another file of the same size and time replaces it, `get` returns the new " +
				"user's token",
			Source: awsFiles,
		},
		{
			ID: "C7", Profiles: caching, check: cached(relinked),
			Title: "After a symbolic link in its path is changed, `get` returns the token of the new " +
				"file's user",
			Source: "https://kubernetes.io/docs/concepts/configuration/secret/",
		},
		{
			ID: "C8", Profiles: caching, check: cached(otherFile),
			Title:  "With another AWS_SHARED_CREDENTIALS_FILE, `get` returns the token of that file's user",
			Source: awsFiles,
		},
		{
			ID: "C9", Profiles: caching, check: cached(otherRole),
			Title:  "After the role in the config file is changed, `get` returns the new role's token",
			Source: awsRoles,
		},
		{
			ID: "C10", Profiles: caching, check: cached(otherSource),
			Title: "After the keys that a role is assumed with are changed, `get` returns the new " +
				"caller's token",
			Source: awsRoles,
		},
		{
			ID: "C11", Profiles: caching, check: cached(otherHome),
			Title:  "With another HOME and the same cache, `get` returns the token of that home's user",
			Source: awsFiles,
		},
		{
			ID: "C12", Profiles: caching, check: cached(otherProof),
			Title:  "After a job's token or role is changed, `get` returns the token of the new job and role",
			Source: awsRoles,
		},
		{
			ID: "C13", Profiles: caching, check: cached(removed),
			Title: "After an identity is removed, `get` returns the token of the next identity, or no " +
				"token if there is no other",
			Source: awsChain,
		},
		{
			ID: "C14", Profiles: caching, check: cached(appeared),
			Title:  "After a file appears that takes precedence, `get` returns the token of that file's user",
			Source: awsFiles,
		},
		{
			ID: "C15", Profiles: caching, check: cached(otherEndpoint),
			Title:  "With another endpoint, `get` returns that endpoint's token",
			Source: awsEndpoints,
		},
		{
			ID: "C16", Profiles: caching, check: cached(anyOrder),
			Title: "After each of forty random changes, `get` returns the token of the identity that is " +
				"configured then",
			Source: awsChain,
		},
	}
}
