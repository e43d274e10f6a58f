package reference

// Code is an error code of shared/fault.
type Code struct {
	Name    string
	Meaning string // one sentence
	By      string // who reports it
	Do      string // what to look at or type, as Markdown
}

// Codes lists the error codes in the order of shared/fault.
func Codes() []Code {
	return []Code{
		{"input", "The request on standard input is not valid.",
			"every helper",
			"Clients send valid requests, so this usually happens when you run a helper yourself. Send the " +
				"registry's name and nothing else: `printf %s ghcr.io | docker-credential-ghcr get`."},
		{"config", "A variable, a file or the combination of both is not valid.",
			"every program",
			"The line names the variable, or the file and its line. Correct or unset it. `dockercfg doctor` " +
				"lists all such mistakes at once."},
		{"no-identity", "No identity or login is configured for a registry that needs one.",
			"`ecr` for private registries, `icr` for registry.*.bluemix.net, every helper for a pod's token " +
				"without a role, and `dockercfg` for a registry without a login",
			"Configure one of the sources that the helper's page lists, in their order. " +
				"`dockercfg explain HOST` says which of them were looked for."},
		{"login-expired", "A login, session or token has expired.",
			"`acr`, `ecr`, `gar`, `ghcr`, `icr`, helpers that use the token of a CI job, " +
				"and `dockercfg export --apply`",
			"Type the command at the end of the line, such as `aws sso login`, `gcloud auth login` or `az login`."},
		{"denied", "The provider knows the identity and refuses it, or does not accept its secret.",
			"every helper that requests tokens, and `dockercfg export --apply`",
			"The line names the permission that is missing, or the key that was deleted. Requesting a new token " +
				"does not help."},
		{"throttled", "The provider received too many requests and asks to wait.",
			"every helper that requests tokens",
			"Wait as long as the line says. This happens when many machines start at the same time: see " +
				"[scale](scale.md)."},
		{"upstream", "The provider answered with a server error, or with something that is not a token.",
			"every helper that requests tokens",
			"Try again. If it happens again, look at the provider's status page, and check whether a proxy or " +
				"an endpoint variable leads to another server."},
		{"timeout", "An answer did not arrive in time.",
			"every program",
			"Check the network and the proxy. `DOCKERCFG_TIMEOUT=60s` lets a slow helper take longer."},
		{"dns", "A host name does not resolve.",
			"every helper that requests tokens",
			"Check the name of the registry, the endpoint variables and this machine's resolver."},
		{"tls", "A certificate was not accepted.",
			"every helper that requests tokens, and `dockercfg export --apply`",
			"Behind a proxy that decrypts TLS, name its certificate authority in `SSL_CERT_FILE`. In a small " +
				"image, install `ca-certificates`."},
		{"proxy", "The proxy did not answer, or refused the connection.",
			"every helper that requests tokens",
			"Correct `HTTPS_PROXY`, or list the host in `NO_PROXY`."},
		{"clock", "The clock of this machine is wrong, so the provider does not accept a signature.",
			"`ecr`, `gar`",
			"Set the clock: `timedatectl set-ntp true`, or restart the time service of the container's host."},
		{"store", "The credential store, its key or a file to write cannot be used.",
			"`file`, and `dockercfg` for the files that it writes",
			"The line names the file and what is wrong with it. A lost key cannot be replaced: remove the " +
				"store, and log in again."},
		{"backend", "A program that is needed is missing or failed.",
			"`acr` (az), `ecr` (a credential_process), `gar` (gcloud), `ghcr` (gh), `auto` and `dockercfg` (helpers)",
			"Install the program beside this one or on PATH, or remove the setting that names it."},
		{"helper", "Another credential helper failed, or its answer is not valid.",
			"`auto`, every helper that uses a login store, and `dockercfg`",
			"The line contains that helper's own message. Run it alone: " +
				"`printf %s HOST | docker-credential-NAME get`."},
		{"internal", "A bug in the program, or an answer that could not be delivered.",
			"every program",
			"If standard output was closed, open it. It also looks closed if the caller opened `/dev/null` for " +
				"reading and writing, as Python's `subprocess.DEVNULL` does. Otherwise, please report it."},
	}
}

// Exit is an exit code.
type Exit struct {
	Readers string // see Helpers
	Code    string
	Meaning string
}

// Exits lists what programs and commands exit with.
func Exits() []Exit {
	const writing = "export configure encrypt decrypt keygen cache-clear"
	return []Exit{
		{Helpers, "0", "The answer is on standard output."},
		{Helpers, "1", "\"Not found\", or a failure, or wrong usage: the line on standard output says which."},
		{"credhelper-conformance", "0", "No item failed."},
		{"credhelper-conformance", "1", "At least one item failed."},
		{"credhelper-conformance", "2", "The command line is not valid."},
		{"dockercfg", "0", "Done."},
		{writing, "1", "It failed, and nothing was written."},
		{"generate", "1", "It failed. The file is unchanged, or empty if writing it failed."},
		{"exec", "1", "A registry failed, and COMMAND was not started."},
		{"get", "1", "It failed, and Bazel gets no header."},
		{"explain", "1", "No helper would answer, or one of them would fail."},
		{"verify", "1", "A registry refused a login or cannot be reached, or a helper failed."},
		{"doctor", "1", "There is an error or a warning."},
		{"codeship", "1", "There are mistakes, or it failed."},
		{"kubelet-config", "1", "The kubelet would not start with the checked file, or it failed."},
		{"status", "1", "It failed. A problem with a registry does not change the exit code."},
		{"version", "1", "The version could not be printed."},
		{"dockercfg", "2", "The command line is not valid, or a question needs an answer and there is no terminal."},
		{"export", "3", "Written without some registries, with `--partial`."},
		{"exec", "127", "There is no such COMMAND."},
		{"exec", "other", "The exit code of COMMAND; 128 plus the signal's number if a signal ended it."},
	}
}
