package conformance

// environmentItems are about the program's environment, its streams and hostile input.
func environmentItems() []Item {
	return []Item{
		{
			ID: "P38", Profiles: every, check: surroundings,
			Title: "The program works without HOME, with a HOME that is not writable, without XDG " +
				"directories, a bus or a display, and with a short PATH",
			Source: "https://github.com/awslabs/amazon-ecr-credential-helper/issues/161",
		},
		{
			ID: "P39", Profiles: every, check: workingDirectory,
			Title:  "The program writes no file relative to the working directory, even without HOME",
			Source: "https://github.com/awslabs/amazon-ecr-credential-helper/issues/269",
		},
		{
			ID: "P40", Profiles: every, check: parallel,
			Title: "Two hundred `get` at the same time all succeed",
			Also:  "; together they make one token request", In: Caching,
			Source: "https://github.com/docker/docker-credential-helpers/issues/37",
		},
		{
			ID: "P41", Profiles: every, check: deadlines,
			Title: "The program ends by itself if standard input does not end",
			Also:  "; also if an endpoint does not answer", In: Caching,
			Source: "https://github.com/docker/docker-credential-helpers/issues/355",
		},
		{
			ID: "P42", Profiles: every, check: lookAlikes,
			Title: "A host that only looks like a registry gets no credential",
			Also:  "; no request is sent to the endpoint for it", In: Caching,
			Source: "https://pkg.go.dev/vuln/GO-2026-6225",
		},
		{
			ID: "P43", Profiles: every, check: spellings,
			Title: "All spellings of one registry return the same credential; another port, another " +
				"scheme or a final dot makes it a different registry",
			Source: "https://github.com/fabric8io/docker-maven-plugin/issues/1068",
		},
		{
			ID: "P44", Profiles: storing, check: directory,
			Title:  "A user name cannot lead outside the directory of a store",
			Source: "https://github.com/docker/docker-credential-helpers/blob/v0.9.12/pass/pass.go",
		},
		{
			ID: "P45", Profiles: every, check: noSecrets,
			Title: "No secret appears on standard error",
			Also:  "; no other user can read the files of the cache", In: Caching,
			Source: "https://cwe.mitre.org/data/definitions/532.html",
		},
		{
			ID: "P46", Profiles: every, check: bytesRefused,
			Title: "A second line, a carriage return, NUL, a space, and any byte that is not printable " +
				"ASCII are errors, and are not repeated",
			Source: "https://github.com/git/git/security/advisories/GHSA-qm7j-c969-7j4q",
		},
		{
			ID: "P47", Profiles: every, check: grammar,
			Title: "A server URL is a host with an optional scheme, port and path; a user name, a query, " +
				"a fragment, or anything else that could lead to another host is an error",
			Source: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2",
		},
		{
			ID: "P48", Profiles: every, check: bounds,
			Title: "Endless input is an error, is not read to its end, and takes less than 64 MiB of memory",
			Also:  "; the same holds for an endpoint's answer", In: Caching,
			Source: cweLimits,
		},
		{
			ID: "P49", Profiles: every, check: lostAnswers,
			Title: "If the answer cannot be written, because standard output is closed, the device is " +
				"full or the pipe is broken, the exit code is 1",
			Source: "https://cwe.mitre.org/data/definitions/252.html",
		},
		{
			ID: "P50", Profiles: every, check: whole,
			Title: "Standard output contains one complete answer or one complete message, never a part of " +
				"one and never both",
			Source: client,
		},
		{
			ID: "P51", Profiles: every, check: neverDrains,
			Title: "The program ends by itself if its output is not read",
			Also:  "; also if an endpoint sends one byte a second", In: Caching,
			Source: "https://github.com/microsoft/vscode-remote-release/issues/8032",
		},
		{
			ID: "P52", Profiles: every, check: signals,
			Title: "TERM, INT and HUP end the program by that signal, without an answer and without " +
				"leaving files behind",
			Source: "https://www.gnu.org/software/libc/manual/html_node/Termination-in-Handler.html",
		},
		{
			ID: "P53", Profiles: every, check: strictLogin,
			Title: "`store` accepts each key once, in its exact case and with a string, and nothing after " +
				"the object",
			Source: "https://www.rfc-editor.org/rfc/rfc8259#section-4",
		},
		{
			ID: "P54", Profiles: every, check: crashes,
			Title: "No input crashes the program",
			Also:  "; nor does a damaged cache, and no expired token is returned", In: Caching,
			Source: "https://cwe.mitre.org/data/definitions/672.html",
		},
	}
}
