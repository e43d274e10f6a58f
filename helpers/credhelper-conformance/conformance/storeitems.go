package conformance

// storeItems are about store, erase and list.
func storeItems() []Item {
	return []Item{
		{
			ID: "P24", Profiles: storing, check: storeFraming,
			Title: "`store` reads one JSON object, with or without a final line feed, with line feeds " +
				"between its members, and with unknown keys",
			Source: upstream,
		},
		{
			ID: "P25", Profiles: every, check: storeTexts,
			Title: "`store` answers `no credentials server URL` if ServerURL is missing, and `no " +
				"credentials username` if Username is missing",
			Also: "; an empty Secret is accepted", In: Storing,
			Source: errorTexts,
		},
		{
			ID: "P26", Profiles: every, check: notALogin,
			Title: "`store` answers `EOF` if standard input is empty; input that is not a JSON object is " +
				"an error that does not repeat it",
			Source: upstream,
		},
		{
			ID: "P27", Profiles: every, check: values,
			Title: "`store` refuses NUL, invalid UTF-8, line feeds in ServerURL and control characters in " +
				"Username",
			Also: "; `get` returns any other secret byte for byte", In: Storing,
			Source: "https://github.com/docker/docker-credential-helpers/issues/346",
		},
		{
			ID: "P28", Profiles: storing, check: overwrite,
			Title: "`store` replaces an existing login; if twenty run at the same time, all succeed and " +
				"one login is stored",
			Source: "https://github.com/docker/docker-credential-helpers/issues/333",
		},
		{
			ID: "P29", Profiles: storing, check: literalKeys,
			Title:  "A login is stored under ServerURL exactly as given",
			Source: helperMethods,
		},
		{
			ID: "P30", Profiles: minting, check: mintingStore,
			Title: "If a helper does not keep logins, `store` succeeds for the helper's own registry and " +
				"says on standard error that nothing was stored; for any other registry it fails",
			Source: "https://github.com/awslabs/amazon-ecr-credential-helper/issues/102",
		},
		{
			ID: "P31", Profiles: every, check: eraseFraming,
			Title: "`erase` reads a server URL as `get` does and prints nothing",
			Also:  "; afterwards the entry is gone", In: Storing,
			Source: upstream,
		},
		{
			ID: "P32", Profiles: every, check: eraseAbsent,
			Title:  "`erase` succeeds if there is no entry; otherwise a logout fails in some clients",
			Source: "https://github.com/containers/image/blob/main/pkg/docker/config/config.go",
		},
		{
			ID: "P33", Profiles: minting, check: mintingErase,
			Title: "If a helper creates tokens, `erase` removes the cached token and always succeeds; if " +
				"it cannot use the input, it prints one line to standard error",
			Source: "https://github.com/awslabs/amazon-ecr-credential-helper/issues/922",
		},
		{
			ID: "P34", Profiles: every, check: listLeavesInput,
			Title:  "`list` does not read standard input, which may never end",
			Source: dockerPy,
		},
		{
			ID: "P35", Profiles: every, check: listForm,
			Title: "`list` prints one line: a JSON object from ServerURL to Username with sorted keys, or " +
				"`{}` if there are no entries",
			Source: upstream,
		},
		{
			ID: "P36", Profiles: every, check: listOffline,
			Title: "`list` needs no network and takes at most 100 ms",
			Also:  "; if it cannot read an entry, it fails instead of leaving the entry out", In: Storing,
			Source: "https://github.com/docker/cli/issues/1989",
		},
		{
			ID: "P37", Profiles: every, check: listUsers,
			Title:  "`list` prints one user name for each key, and no secret",
			Source: helperMethods,
		},
	}
}
