package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// JobUser is who shows the token of a job
// (https://docs.gitlab.com/user/packages/container_registry/authenticate_with_container_registry/).
const JobUser = "gitlab-ci-token"

const jobVariable = "CI_JOB_TOKEN"

// maxSecret bounds a secret, in bytes.
const maxSecret = 64 << 10

// pair is a credential of two variables. One of them alone is a mistake, which must
// not end in an anonymous pull.
func pair(userVariable, secretVariable string, u rule.Rule) (tokencache.Source, error) {
	who, secret := user(u, os.Getenv(userVariable)), os.Getenv(secretVariable)
	switch {
	case os.Getenv(userVariable) == "" && secret == "":
		return tokencache.Source{}, nil
	case who == "":
		return tokencache.Source{}, errors.New(userVariable + " is not set, " + secretVariable + " is: set both")
	case secret == "":
		return tokencache.Source{}, errors.New(secretVariable + " is not set, " + userVariable + " is: set both")
	}
	return source("variables "+userVariable+" and "+secretVariable, who, secret, secretVariable)
}

// user is the first name that is set; a rule's comes before all.
func user(u rule.Rule, names ...string) string {
	for _, name := range append([]string{u.Get(rule.Username)}, names...) {
		if name != "" {
			return name
		}
	}
	return ""
}

// source is a credential that is there as it stands; without a secret it is none.
func source(words, who, secret, variable string) (tokencache.Source, error) {
	switch {
	case secret == "":
		return tokencache.Source{}, nil
	case len(secret) > maxSecret || ascii.Index(secret, '\n') >= 0 || ascii.Index(secret, '\r') >= 0:
		return tokencache.Source{}, errors.New(variable + " holds something that is no secret of GitLab's: it is one line")
	}
	return tokencache.Source{
		ID: words + "\n", Words: words, Configured: true,
		Static: tokencache.Pair{Username: who, Secret: secret, Ends: ofJob(who, secret)},
	}, nil
}

// ofJob tells the token of a job, which ends with the job, wherever it stands: GitLab
// gives it under several names, and with a prefix of its own
// (https://docs.gitlab.com/security/tokens/#token-prefixes).
func ofJob(who, secret string) bool {
	return who == JobUser || secret == os.Getenv(jobVariable) || ascii.HasPrefix(secret, "glcbt-")
}
