package main

import (
	"context"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/ghcr"
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// maxToken bounds a token, in bytes.
const maxToken = 64 << 10

// anyUser is the user name where nobody is named. The registry looks at the token
// alone, and wants some user name.
const anyUser = "x-access-token"

// byGh is what a rule's source says where gh is to be asked. It is asked by rule
// alone: that a login happens to be on the machine is nobody's wish to use it.
const byGh = "gh"

// ghLogin is a login that gh is asked for.
type ghLogin struct {
	server, user string
	rule         string // in words
}

// identify finds the token that would be used.
func identify(_ context.Context, _ *inputs.Recorder, name registry.Name, u userconfig.Rule) (ghLogin, identity.Identity, error) {
	r, err := registryOf(name)
	if err != nil {
		return ghLogin{}, identity.Identity{}, err
	}
	if err := u.Only(ghcr.Program, userconfig.Username, userconfig.Source); err != nil {
		return ghLogin{}, identity.Identity{}, err
	}
	switch u.Get(userconfig.Source) {
	case byGh: // whose login it is, gh alone knows
		login := ghLogin{r.Server, userOf(u), u.Words()}
		return login, identity.Identity{
			Label: "login of gh for " + r.Server + ", which needs the scope read:packages", Username: login.user, Configured: true, Keeping: identity.Unsafe,
		}, nil
	case "":
		who, err := variables(r, u)
		return ghLogin{}, who, err
	}
	return ghLogin{}, identity.Identity{}, u.Mistake(`source must be "gh", or be left out`)
}

// variables are gh's, in its order: a token of an Enterprise Server goes nowhere
// else, and no other token goes there (https://cli.github.com/manual/gh_help_environment).
func variables(r ghcr.Registry, u userconfig.Rule) (identity.Identity, error) {
	names := []string{"GH_TOKEN", jobVariable}
	if r.Enterprise {
		names = []string{"GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"}
	}
	for _, name := range names {
		if name == jobVariable && ofAnotherServer(r) {
			continue
		}
		token, err := envname.Secret(name)
		if err != nil {
			return identity.Identity{}, err
		}
		if token == "" {
			continue
		}
		if !isToken(token) {
			return identity.Identity{}, fault.New(fault.Config, "%s does not contain a token: a token is one line without spaces", name)
		}
		who := identity.OfPair("token of "+name+remark(token), userOf(u), token)
		who.Static.Ends = ends(name, token)
		return who, nil
	}
	return identity.Nothing("no token"), nil
}

// userOf is who shows the token.
func userOf(u userconfig.Rule) string {
	for _, name := range []string{u.Get(userconfig.Username), os.Getenv("GITHUB_ACTOR")} {
		if name != "" {
			return name
		}
	}
	return anyUser
}

// isToken tells what can be a token from what a shell or an editor has spoilt.
func isToken(s string) bool { return s != "" && len(s) <= maxToken && ascii.Printable(s) }

// remark says what is known to fail. GitHub Packages takes classic tokens alone
// (https://docs.github.com/en/packages/learn-github-packages/about-permissions-for-github-packages).
func remark(token string) string {
	if strings.HasPrefix(token, "github_pat_") {
		return ", a fine-grained one, which the registry may refuse: create a classic one with the scope read:packages"
	}
	return ""
}
