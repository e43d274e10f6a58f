package conformance

// getItems are about the program's invocation and about get.
func getItems() []Item {
	return []Item{
		{
			ID: "P1", Profiles: every, check: usage,
			Title: "Without exactly one argument, the program prints its usage line on both streams and " +
				"exits with 1; the line contains the program's own name, even if the file was renamed",
			Source: upstream,
		},
		{
			ID: "P2", Profiles: every, check: flags,
			Title: "`--version` and `-v` work like `version`; `--help` and `-h` print the usage line and " +
				"exit with 0",
			Source: upstream,
		},
		{
			ID: "P3", Profiles: every, check: actions,
			Title: "Verbs are case-sensitive; for any other word the program prints `NAME: unknown " +
				"action: WORD` and exits with 1, and repeats the word only if it is short and " +
				"printable",
			Source: upstream,
		},
		{
			ID: "P4", Profiles: every, check: version,
			Title: "`version` prints `NAME (PACKAGE) VERSION` and needs neither standard input nor " +
				"environment variables",
			Source: upstream,
		},
		{
			ID: "P5", Profiles: every, check: exitCodes,
			Title:  "The exit code is 0 or 1: some clients do not treat other codes as errors",
			Source: testcontainers,
		},
		{
			ID: "P6", Profiles: every, check: standardOutput,
			Title:  "Answers and errors are written to standard output, which is what clients read",
			Source: client,
		},
		{
			ID: "P7", Profiles: every, check: standardError,
			Title: "Errors are also written to standard error, because some clients show only that; \"not " +
				"found\" writes nothing there",
			Source: "https://github.com/hashicorp/nomad/issues/5453",
		},
		{
			ID: "P8", Profiles: every, check: quiet,
			Title: "`erase` prints nothing to standard output when it succeeds",
			Also:  "; neither does `store`", In: Storing,
			Source: upstream,
		},
		{
			ID: "P9", Profiles: every, check: framing,
			Title: "A server URL is one line, with or without a line ending, and with optional spaces and " +
				"tabs around it; a second line or other white space is an error",
			Source: "https://github.com/bazel-contrib/rules_oci/blob/main/oci/private/authn.bzl",
		},
		{
			ID: "P10", Profiles: every, check: emptyQuestion,
			Title: "If the standard input of `get` is empty, blank or closed, the answer is `no " +
				"credentials server URL`, a text that clients compare",
			Source: errorTexts,
		},
		{
			ID: "P11", Profiles: every, check: lengths,
			Title: "A server URL over 4 KiB or a login over 64 KiB is an error; a server URL of exactly 4 " +
				"KiB is accepted",
			Also: "; a login of exactly 64 KiB is stored", In: Storing,
			Source: cweLimits,
		},
		{
			ID: "P12", Profiles: every, check: form,
			Title: "A credential is one line of JSON: ServerURL, Username and Secret in that order, " +
				"written as Go's json.Encoder writes them",
			Source: upstream,
		},
		{
			ID: "P13", Profiles: every, check: serverURL,
			Title:  "The answer's ServerURL is the one that was asked for, without the white space around it",
			Source: upstream,
		},
		{
			ID: "P14", Profiles: every, check: alone,
			Title: "There is nothing before or after the credential: text before it breaks every client, " +
				"text after it breaks some",
			Source: dockerPy,
		},
		{
			ID: "P15", Profiles: every, check: keys,
			Title:  "A credential has no other keys",
			Source: upstream,
		},
		{
			ID: "P16", Profiles: every, check: notEmpty,
			Title: "The user name and the secret are never empty: some clients refuse such a credential, " +
				"others log in anonymously",
			Also: "; an entry with an empty secret is \"not found\"", In: Storing,
			Source: jib,
		},
		{
			ID: "P17", Profiles: every, check: emptyObject,
			Title: "If there is no credential, the program never exits with 0 after printing an empty " +
				"object or nothing",
			Source: dockerPy,
		},
		{
			ID: "P18", Profiles: []Profile{Storing, Minting}, check: identityToken,
			Title:  "The user name `<token>`, in exactly this spelling, marks an identity token",
			Source: "https://github.com/docker/cli/blob/v28.3.0/cli/config/credentials/native_store.go",
		},
		{
			ID: "P19", Profiles: every, check: absent,
			Title:  "A registry that belongs to another provider, or that has no entry, is \"not found\"",
			Source: client,
		},
		{
			ID: "P20", Profiles: every, check: exactNotFound,
			Title: "For \"not found\" the program prints exactly the fixed text to standard output and " +
				"exits with 1; most clients treat anything else as a hard error",
			Source: client,
		},
		{
			ID: "P21", Profiles: every, check: notOurs,
			Title: "Every other well-formed server URL is \"not found\", because any other answer aborts " +
				"the client's operation",
			Source: "https://github.com/google/go-containerregistry/issues/666",
		},
		{
			ID: "P22", Profiles: every, check: failures,
			Title: "An error is one line, `NAME: CODE: TEXT`, with at most 400 bytes of text; if a " +
				"credential source fails, that is an error and never \"not found\", after which " +
				"clients would continue anonymously",
			Source: "https://github.com/awslabs/amazon-ecr-credential-helper/issues/207",
		},
		{
			ID: "P23", Profiles: every, check: neverPrompts,
			Title: "`get` never prompts; on a terminal it prints a hint first, and answers at the end of " +
				"the typed line",
			Source: "https://github.com/docker/docker-credential-helpers/issues/102",
		},
	}
}
