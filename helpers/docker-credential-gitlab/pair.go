package main

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// ciUser is who shows the token of a job
// (https://docs.gitlab.com/user/packages/container_registry/authenticate_with_container_registry/).
const ciUser = "gitlab-ci-token"

const jobVariable = "CI_JOB_TOKEN"

// maxSecret bounds a secret, in bytes.
const maxSecret = 64 << 10

// pair is a credential of two variables. One of them alone is a mistake, which must
// not end in an anonymous pull.
func pair(userVariable, secretVariable string, u userconfig.Rule) (identity.Identity, error) {
	user, secret, err := envname.Pair(userVariable, secretVariable)
	who := userOf(u, user)
	switch {
	case err != nil:
		return identity.Identity{}, err
	case user == "" && secret == "":
		return identity.Identity{}, nil
	case who == "":
		return identity.Identity{}, fault.New(fault.Config, "%s is not set, %s is: set both", userVariable, secretVariable)
	case secret == "":
		return identity.Identity{}, fault.New(fault.Config, "%s is not set, %s is: set both", secretVariable, userVariable)
	}
	return held("variables "+userVariable+" and "+secretVariable, who, secret, secretVariable)
}

// userOf is the first name that is set; a rule's comes before all.
func userOf(u userconfig.Rule, names ...string) string {
	for _, name := range append([]string{u.Get(userconfig.Username)}, names...) {
		if name != "" {
			return name
		}
	}
	return ""
}

// held is a credential that is there as it is; without a secret it is not configured.
func held(label, who, secret, variable string) (identity.Identity, error) {
	switch {
	case secret == "":
		return identity.Identity{}, nil
	case len(secret) > maxSecret || strings.ContainsAny(secret, "\r\n"):
		return identity.Identity{}, fault.New(fault.Config, "%s does not contain a secret of GitLab: a secret is one line", variable)
	}
	held := identity.OfPair(label, who, secret)
	held.Static.Ends = ofJob(who, secret)
	return held, nil
}

// ofJob tells the token of a job, which ends with the job, wherever it is: GitLab
// gives it under several names, and with a prefix of its own
// (https://docs.gitlab.com/security/tokens/#token-prefixes).
func ofJob(who, secret string) bool {
	token, _ := envname.Secret(jobVariable)
	return who == ciUser || secret == token || strings.HasPrefix(secret, "glcbt-")
}
