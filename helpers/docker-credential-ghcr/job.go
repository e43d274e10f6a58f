package main

import (
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/ghcr"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// jobVariable contains the token of a workflow's job.
const jobVariable = "GITHUB_TOKEN"

func inJob() bool { return os.Getenv("GITHUB_ACTIONS") == "true" }

// forOtherServer reports whether the token of this job is for another registry. A runner says
// which GitHub it works for
// (https://docs.github.com/en/actions/reference/workflows-and-actions/variables). The token of a
// job on an Enterprise Server is not valid at ghcr.io, would stop the pull of a public image, and
// must not be sent there.
func forOtherServer(r ghcr.Registry) bool {
	at := os.Getenv("GITHUB_SERVER_URL")
	if !inJob() || at == "" {
		return false
	}
	name, err := registry.Parse(at)
	return err != nil || name.Registry() != r.Server
}

// expiresSoon reports whether a token does not need to be revoked: the job's own, and those of GitHub
// Apps, which are valid for an hour
// (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
func expiresSoon(variable, token string) bool {
	return inJob() && variable == jobVariable || strings.HasPrefix(token, "ghs_")
}
