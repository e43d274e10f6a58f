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

// maxToken is the maximum length of a token in bytes.
const maxToken = 64 << 10

// anyUser is the user name if none is configured. The registry only checks the token, but needs
// a user name.
const anyUser = "x-access-token"

// sourceGh is the source in a rule that selects gh's login. gh is only used if a rule says so: a
// login that happens to be on the machine may not be meant for this.
const sourceGh = "gh"

// ghLogin is the login that gh is asked for.
type ghLogin struct {
	server, user string
	rule         string // its label
}

// identify returns the token that would be used.
func identify(
	_ context.Context, _ *inputs.Recorder, name registry.Name, u userconfig.Rule,
) (ghLogin, identity.Identity, error) {
	r, err := registryOf(name)
	if err != nil {
		return ghLogin{}, identity.Identity{}, err
	}
	if err := u.Only(ghcr.Program, userconfig.Username, userconfig.Source); err != nil {
		return ghLogin{}, identity.Identity{}, err
	}
	switch u.Get(userconfig.Source) {
	case sourceGh: // only gh knows whose login it is
		login := ghLogin{r.Server, userOf(u), u.Label()}
		return login, identity.Identity{
			Label:    "login of gh for " + r.Server + ", which needs the scope read:packages",
			Username: login.user, Configured: true, Keeping: identity.Unsafe,
		}, nil
	case "":
		who, err := variables(r, u)
		return ghLogin{}, who, err
	}
	return ghLogin{}, identity.Identity{}, u.Mistake(`source must be "gh", or not set`)
}

// variables returns the token in gh's variables, in gh's order. The token of an Enterprise Server
// is only used there, and no other token is used there
// (https://cli.github.com/manual/gh_help_environment).
func variables(r ghcr.Registry, u userconfig.Rule) (identity.Identity, error) {
	names := []string{"GH_TOKEN", jobVariable}
	if r.Enterprise {
		names = []string{"GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"}
	}
	for _, name := range names {
		if name == jobVariable && forOtherServer(r) {
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
			return identity.Identity{}, fault.New(fault.Config, "%s does not contain a valid token: "+
				"a token is a single line without spaces", name)
		}
		who := identity.OfPair("token of "+name+remark(token), userOf(u), token)
		who.Static.Ends = expiresSoon(name, token)
		return who, nil
	}
	return identity.Nothing("no token"), nil
}

// userOf returns the user name for the token.
func userOf(u userconfig.Rule) string {
	for _, name := range []string{u.Get(userconfig.Username), os.Getenv("GITHUB_ACTOR")} {
		if name != "" {
			return name
		}
	}
	return anyUser
}

// isToken reports whether s can be a token, and was not damaged by a shell or an editor.
func isToken(s string) bool { return s != "" && len(s) <= maxToken && ascii.Printable(s) }

// remark says what is known to fail: GitHub Packages only accepts classic tokens
func remark(token string) string {
	if strings.HasPrefix(token, "github_pat_") {
		return ", a fine-grained token, which the registry may refuse: " +
			"create a classic one with the scope read:packages"
	}
	return ""
}
