package conformance

// Where rules come from. Upstream is what Docker's own helpers are made of.
const (
	upstream = "https://github.com/docker/docker-credential-helpers/blob/v0.9.12/credentials/credentials.go"
	texts    = "https://github.com/docker/docker-credential-helpers/blob/v0.9.12/credentials/error.go"
	iface    = "https://github.com/docker/docker-credential-helpers/blob/v0.9.12/credentials/helper.go"
	client   = "https://github.com/docker/docker-credential-helpers/blob/v0.9.12/client/client.go"
	dockerPy = "https://github.com/docker/docker-py/blob/main/docker/credentials/store.py"
	jib      = "https://github.com/GoogleContainerTools/jib/blob/master/jib-core/src/main/java/" +
		"com/google/cloud/tools/jib/registry/credentials/DockerCredentialHelper.java"
	testcontainers = "https://github.com/testcontainers/testcontainers-java/blob/main/core/src/main/java/" +
		"org/testcontainers/utility/RegistryAuthLocator.java"
	cweBounds = "https://cwe.mitre.org/data/definitions/770.html"
	chain     = "https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html"
	endpoints = "https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html"
	onFiles   = "https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html"
	onRoles   = "https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html"
)

var (
	every   = []Profile{Basic, Storing, Minting, Caching}
	storing = []Profile{Storing}
	minting = []Profile{Minting}
	caching = []Profile{Caching}
)

// items is every item, in the order of its number.
func items() []Item {
	all := append(onWire(), onStoring()...)
	return append(append(all, onSurroundings()...), onCaching()...)
}

func onWire() []Item {
	return []Item{
		{
			ID: "P1", Profiles: every, check: usage,
			Title: "Without exactly one argument the program prints its usage line on both streams and exits " +
				"with 1; the name in it is the program's own, whatever it is started as",
			Source: upstream,
		},
		{
			ID: "P2", Profiles: every, check: flags,
			Title: "`--version` and `-v` are `version`; `--help` and `-h` print the usage line and exit with " +
				"0",
			Source: upstream,
		},
		{
			ID: "P3", Profiles: every, check: actions,
			Title: "A verb is compared with its case; any other word is `NAME: unknown action: WORD`, exit " +
				"1, and is only repeated where it is plain",
			Source: upstream,
		},
		{
			ID: "P4", Profiles: every, check: version,
			Title: "`version` prints `NAME (PACKAGE) VERSION` without standard input and without any " +
				"variable",
			Source: upstream,
		},
		{
			ID: "P5", Profiles: every, check: exitCodes,
			Title:  "Exit codes are 0 and 1: some clients take no other one for an error",
			Source: testcontainers,
		},
		{
			ID: "P6", Profiles: every, check: standardOutput,
			Title:  "Answers and errors are on standard output, which is what clients read",
			Source: client,
		},
		{
			ID: "P7", Profiles: every, check: standardError,
			Title: "An error is on standard error too, since some clients show nothing else; \"not found\" " +
				"leaves it empty",
			Source: "https://github.com/hashicorp/nomad/issues/5453",
		},
		{
			ID: "P8", Profiles: every, check: quiet,
			Title: "`erase` prints nothing on standard output when it succeeds",
			Also:  ", nor does `store`", In: Storing,
			Source: upstream,
		},
		{
			ID: "P9", Profiles: every, check: framing,
			Title: "A question is one line with or without its end, and with spaces and tabs around it; a " +
				"second line or other white space is an error",
			Source: "https://github.com/bazel-contrib/rules_oci/blob/main/oci/private/authn.bzl",
		},
		{
			ID: "P10", Profiles: every, check: emptyQuestion,
			Title: "An empty, blank or closed standard input of `get` is `no credentials server URL`, a text " +
				"that clients compare",
			Source: texts,
		},
		{
			ID: "P11", Profiles: every, check: lengths,
			Title: "A question over 4 KiB and a login over 64 KiB are errors; a question of 4 KiB is not",
			Also:  " and a login of 64 KiB is kept", In: Storing,
			Source: cweBounds,
		},
		{
			ID: "P12", Profiles: every, check: form,
			Title: "A credential is one line: ServerURL, Username and Secret in that order, written as Go's " +
				"json.Encoder writes them",
			Source: upstream,
		},
		{
			ID: "P13", Profiles: every, check: serverURL,
			Title:  "ServerURL is the question as it was asked, without the white space around it",
			Source: upstream,
		},
		{
			ID: "P14", Profiles: every, check: alone,
			Title: "Nothing stands before or after the credential: text before it breaks every client, text " +
				"after it some",
			Source: dockerPy,
		},
		{
			ID: "P15", Profiles: every, check: keys,
			Title:  "A credential has no other keys",
			Source: upstream,
		},
		{
			ID: "P16", Profiles: every, check: notEmpty,
			Title: "The user name and the secret are never empty: some clients refuse such a pair, others " +
				"log in anonymously",
			Also: "; an entry with an empty secret is \"not found\"", In: Storing,
			Source: jib,
		},
		{
			ID: "P17", Profiles: every, check: emptyObject,
			Title:  "What is not there is never an empty object, or nothing, with exit 0",
			Source: dockerPy,
		},
		{
			ID: "P18", Profiles: []Profile{Storing, Minting}, check: identityToken,
			Title:  "The user name `<token>`, written so, marks an identity token",
			Source: "https://github.com/docker/cli/blob/v28.3.0/cli/config/credentials/native_store.go",
		},
		{
			ID: "P19", Profiles: every, check: absent,
			Title:  "A registry of somebody else's, or one without an entry, is \"not found\"",
			Source: client,
		},
		{
			ID: "P20", Profiles: every, check: exactNotFound,
			Title: "\"Not found\" is the fixed text as the whole of standard output, and exit 1; anything " +
				"else is a hard error in most clients",
			Source: client,
		},
		{
			ID: "P21", Profiles: every, check: notOurs,
			Title: "A well-formed question about anything else is \"not found\", since any other answer ends " +
				"the client's operation",
			Source: "https://github.com/google/go-containerregistry/issues/666",
		},
		{
			ID: "P22", Profiles: every, check: failures,
			Title: "An error is one line, `NAME: CODE: TEXT`, with at most 400 bytes of text; a source that " +
				"fails is an error and never \"not found\", or clients go on anonymously",
			Source: "https://github.com/awslabs/amazon-ecr-credential-helper/issues/207",
		},
		{
			ID: "P23", Profiles: every, check: neverPrompts,
			Title: "`get` never asks the user; a question that is typed gets a hint first, and is answered " +
				"at the end of its line",
			Source: "https://github.com/docker/docker-credential-helpers/issues/102",
		},
	}
}

func onStoring() []Item {
	return []Item{
		{
			ID: "P24", Profiles: storing, check: storeFraming,
			Title: "`store` reads one JSON object with or without its line feed, with line feeds between its " +
				"parts and with further keys",
			Source: upstream,
		},
		{
			ID: "P25", Profiles: every, check: storeTexts,
			Title: "`store` without ServerURL is `no credentials server URL`, and without Username `no " +
				"credentials username`",
			Also: "; an empty Secret is accepted", In: Storing,
			Source: texts,
		},
		{
			ID: "P26", Profiles: every, check: notALogin,
			Title: "An empty standard input of `store` is `EOF`; what is no JSON object is an error that " +
				"does not repeat it",
			Source: upstream,
		},
		{
			ID: "P27", Profiles: every, check: values,
			Title: "`store` refuses NUL, invalid UTF-8, line feeds in ServerURL and control characters in " +
				"Username",
			Also: "; any other secret comes back byte by byte", In: Storing,
			Source: "https://github.com/docker/docker-credential-helpers/issues/346",
		},
		{
			ID: "P28", Profiles: storing, check: overwrite,
			Title:  "`store` overwrites; of twenty at the same time all succeed and one is kept",
			Source: "https://github.com/docker/docker-credential-helpers/issues/333",
		},
		{
			ID: "P29", Profiles: storing, check: literalKeys,
			Title:  "The key of a login is ServerURL as it was given",
			Source: iface,
		},
		{
			ID: "P30", Profiles: minting, check: mintingStore,
			Title: "`store` of a helper that keeps no logins succeeds for its own registry, says on standard " +
				"error that nothing was kept, and fails for another's",
			Source: "https://github.com/awslabs/amazon-ecr-credential-helper/issues/102",
		},
		{
			ID: "P31", Profiles: every, check: eraseFraming,
			Title: "`erase` reads its question as `get` does and says nothing",
			Also:  "; the entry is gone then", In: Storing,
			Source: upstream,
		},
		{
			ID: "P32", Profiles: every, check: eraseAbsent,
			Title:  "`erase` of what is not there succeeds, or a logout fails in some clients",
			Source: "https://github.com/containers/image/blob/main/pkg/docker/config/config.go",
		},
		{
			ID: "P33", Profiles: minting, check: mintingErase,
			Title: "`erase` of a helper that makes tokens drops the kept one and always succeeds; what it " +
				"can do nothing with is one line on standard error",
			Source: "https://github.com/awslabs/amazon-ecr-credential-helper/issues/922",
		},
		{
			ID: "P34", Profiles: every, check: listLeavesInput,
			Title:  "`list` does not read standard input, which may never end",
			Source: dockerPy,
		},
		{
			ID: "P35", Profiles: every, check: listForm,
			Title: "`list` prints one JSON object from ServerURL to Username, its keys sorted, on one line; " +
				"an empty one is `{}`",
			Source: upstream,
		},
		{
			ID: "P36", Profiles: every, check: listOffline,
			Title: "`list` needs no network and takes no more than 100 ms",
			Also:  "; what it cannot read is an error and not left out", In: Storing,
			Source: "https://github.com/docker/cli/issues/1989",
		},
		{
			ID: "P37", Profiles: every, check: listUsers,
			Title:  "`list` has one user name for a key and no secret",
			Source: iface,
		},
	}
}

func onSurroundings() []Item {
	return []Item{
		{
			ID: "P38", Profiles: every, check: surroundings,
			Title: "The program works without HOME, with one that cannot be written, without XDG " +
				"directories, a bus, a display, and with a short PATH",
			Source: "https://github.com/awslabs/amazon-ecr-credential-helper/issues/161",
		},
		{
			ID: "P39", Profiles: every, check: workingDirectory,
			Title:  "No file is written relative to the working directory, also without HOME",
			Source: "https://github.com/awslabs/amazon-ecr-credential-helper/issues/269",
		},
		{
			ID: "P40", Profiles: every, check: parallel,
			Title: "Two hundred `get` at the same time all succeed",
			Also:  "; they make one request for a token", In: Caching,
			Source: "https://github.com/docker/docker-credential-helpers/issues/37",
		},
		{
			ID: "P41", Profiles: every, check: deadlines,
			Title: "The program ends by itself when standard input does not end",
			Also:  ", and when an endpoint does not answer", In: Caching,
			Source: "https://github.com/docker/docker-credential-helpers/issues/355",
		},
		{
			ID: "P42", Profiles: every, check: lookAlikes,
			Title: "What only looks like a registry gets no credential",
			Also:  ", and the endpoint is not asked for one", In: Caching,
			Source: "https://pkg.go.dev/vuln/GO-2026-6225",
		},
		{
			ID: "P43", Profiles: every, check: spellings,
			Title: "The spellings of one registry have one credential; another port, scheme or final dot is " +
				"another registry",
			Source: "https://github.com/fabric8io/docker-maven-plugin/issues/1068",
		},
		{
			ID: "P44", Profiles: storing, check: place,
			Title:  "A user name cannot lead out of the directory of a store",
			Source: "https://github.com/docker/docker-credential-helpers/blob/v0.9.12/pass/pass.go",
		},
		{
			ID: "P45", Profiles: every, check: noSecrets,
			Title: "No secret is on standard error",
			Also:  ", and the files of a cache are for their user alone", In: Caching,
			Source: "https://cwe.mitre.org/data/definitions/532.html",
		},
		{
			ID: "P46", Profiles: every, check: bytesRefused,
			Title: "A second line, a carriage return, NUL, a space and any byte that is not printable ASCII " +
				"are errors and are not repeated",
			Source: "https://github.com/git/git/security/advisories/GHSA-qm7j-c969-7j4q",
		},
		{
			ID: "P47", Profiles: every, check: grammar,
			Title: "A question is a host with an optional scheme, port and path; user, query, fragment and " +
				"whatever else could lead elsewhere are errors",
			Source: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2",
		},
		{
			ID: "P48", Profiles: every, check: bounds,
			Title: "Input without a bound is an error, is not read to its end and takes less than 64 MiB",
			Also:  "; an endpoint's answer as well", In: Caching,
			Source: cweBounds,
		},
		{
			ID: "P49", Profiles: every, check: lostAnswers,
			Title: "An answer that cannot be written is exit 1: standard output closed, a full device, a " +
				"broken pipe",
			Source: "https://cwe.mitre.org/data/definitions/252.html",
		},
		{
			ID: "P50", Profiles: every, check: whole,
			Title:  "Standard output holds one whole answer or one message, never a part or both",
			Source: client,
		},
		{
			ID: "P51", Profiles: every, check: neverDrains,
			Title: "The program ends by itself when its output is not read",
			Also:  ", and when an endpoint sends a byte a second", In: Caching,
			Source: "https://github.com/microsoft/vscode-remote-release/issues/8032",
		},
		{
			ID: "P52", Profiles: every, check: signals,
			Title: "TERM, INT and HUP end the program by that signal, without an answer and without files " +
				"left over",
			Source: "https://www.gnu.org/software/libc/manual/html_node/Termination-in-Handler.html",
		},
		{
			ID: "P53", Profiles: every, check: strictLogin,
			Title: "`store` takes each key once, in its exact case, with a string, and nothing after the " +
				"object",
			Source: "https://www.rfc-editor.org/rfc/rfc8259#section-4",
		},
		{
			ID: "P54", Profiles: every, check: crashes,
			Title: "No input makes the program crash",
			Also:  ", no damaged cache either, and no token is served after its end", In: Caching,
			Source: "https://cwe.mitre.org/data/definitions/672.html",
		},
	}
}

func onCaching() []Item {
	return []Item{
		{
			ID: "C1", Profiles: caching, check: cached(kept),
			Title:  "A token is kept: the second `get` makes no request",
			Source: endpoints,
		},
		{
			ID: "C2", Profiles: caching, check: cached(otherKeys),
			Title:  "With other keys in variables, the token of those keys is answered",
			Source: chain,
		},
		{
			ID: "C3", Profiles: caching, check: cached(otherSession),
			Title:  "With another session token, the token of that session is answered",
			Source: chain,
		},
		{
			ID: "C4", Profiles: caching, check: cached(otherProfile),
			Title:  "With another AWS_PROFILE, the token of that profile is answered",
			Source: onFiles,
		},
		{
			ID: "C5", Profiles: caching, check: cached(rewritten),
			Title:  "After the credentials file is rewritten, its user's token is answered",
			Source: onFiles,
		},
		{
			ID: "C6", Profiles: caching, check: cached(renamed),
			Title:  "After a file of the same size and time took its place, its user's token is answered",
			Source: onFiles,
		},
		{
			ID: "C7", Profiles: caching, check: cached(relinked),
			Title:  "After a link in its path was changed, the new file's user's token is answered",
			Source: "https://kubernetes.io/docs/concepts/configuration/secret/",
		},
		{
			ID: "C8", Profiles: caching, check: cached(otherFile),
			Title:  "With another AWS_SHARED_CREDENTIALS_FILE, its user's token is answered",
			Source: onFiles,
		},
		{
			ID: "C9", Profiles: caching, check: cached(otherRole),
			Title:  "After the role in the config file was changed, the new role's token is answered",
			Source: onRoles,
		},
		{
			ID: "C10", Profiles: caching, check: cached(otherSource),
			Title: "After the keys that a role is assumed with were changed, the new caller's token is " +
				"answered",
			Source: onRoles,
		},
		{
			ID: "C11", Profiles: caching, check: cached(otherHome),
			Title:  "With another HOME and the same cache, its user's token is answered",
			Source: onFiles,
		},
		{
			ID: "C12", Profiles: caching, check: cached(otherProof),
			Title:  "After a job's token or role was changed, the token of this job and role is answered",
			Source: onRoles,
		},
		{
			ID: "C13", Profiles: caching, check: cached(removed),
			Title: "After an identity was removed, the next one's token is answered, and after the last " +
				"one's nobody's",
			Source: chain,
		},
		{
			ID: "C14", Profiles: caching, check: cached(appeared),
			Title:  "After a file appeared that comes first, its user's token is answered",
			Source: onFiles,
		},
		{
			ID: "C15", Profiles: caching, check: cached(otherEndpoint),
			Title:  "With another endpoint, that endpoint's token is answered",
			Source: endpoints,
		},
		{
			ID: "C16", Profiles: caching, check: cached(anyOrder),
			Title:  "After forty changes in any order, each answer is of who is configured then",
			Source: chain,
		},
	}
}
