package main

import (
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/ghcr"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// jobVariable is where a workflow has the token of its job.
const jobVariable = "GITHUB_TOKEN"

func inJob() bool { return os.Getenv("GITHUB_ACTIONS") == "true" }

// ofAnotherServer tells that the token of this job is not for a registry. A runner
// says which GitHub it works for
// (https://docs.github.com/en/actions/reference/workflows-and-actions/variables);
// the token of a job on an Enterprise Server is of no use to ghcr.io, would stop
// the pull of a public image, and is none of its business.
func ofAnotherServer(r ghcr.Registry) bool {
	at := os.Getenv("GITHUB_SERVER_URL")
	if !inJob() || at == "" {
		return false
	}
	name, err := registry.Parse(at)
	return err != nil || name.Registry() != r.Server
}

// ends tells a token that nobody needs to revoke: the job's own, and those of Apps,
// which live for an hour
// (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
func ends(variable, token string) bool {
	return inJob() && variable == jobVariable || strings.HasPrefix(token, "ghs_")
}
