package main

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// ciUser is the user name for the token of a job
// (https://docs.gitlab.com/user/packages/container_registry/authenticate_with_container_registry/).
const ciUser = "gitlab-ci-token"

const jobVariable = "CI_JOB_TOKEN"

// maxSecret is the maximum length of a secret in bytes.
const maxSecret = 64 << 10

// pair returns the credential in two variables. If only one is set, it is an error, which must not
// end in an anonymous pull.
func pair(userVariable, secretVariable string, u userconfig.Rule) (identity.Identity, error) {
	user, secret, err := envname.Pair(userVariable, secretVariable)
	if err != nil || user == "" && secret == "" {
		return identity.Identity{}, err
	}
	who := userOf(u, user)
	if err := envname.BothSet(userVariable, who, secretVariable, secret); err != nil {
		return identity.Identity{}, err
	}
	return static("variables "+userVariable+" and "+secretVariable, who, secret, secretVariable)
}

// userOf returns the first name that is set. A rule's name comes first.
func userOf(u userconfig.Rule, names ...string) string {
	for _, name := range append([]string{u.Get(userconfig.Username)}, names...) {
		if name != "" {
			return name
		}
	}
	return ""
}

// static returns a credential that needs no exchange; without a secret it is not configured.
func static(label, who, secret, variable string) (identity.Identity, error) {
	switch {
	case secret == "":
		return identity.Identity{}, nil
	case len(secret) > maxSecret || strings.ContainsAny(secret, "\r\n"):
		return identity.Identity{}, fault.New(fault.Config, "%s does not contain a valid GitLab secret: "+
			"a secret is a single line", variable)
	}
	found := identity.OfPair(label, who, secret)
	found.Static.Ends = isJobToken(who, secret)
	return found, nil
}

// isJobToken reports whether a secret is the token of a job, which expires with the job. GitLab
// provides it under several names, and with its own prefix
// (https://docs.gitlab.com/security/tokens/#token-prefixes).
func isJobToken(who, secret string) bool {
	token, _ := envname.Secret(jobVariable)
	return who == ciUser || secret == token || strings.HasPrefix(secret, "glcbt-")
}
