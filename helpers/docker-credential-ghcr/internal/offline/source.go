package offline

import (
	"errors"
	"os"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// maxToken bounds a token, in bytes.
const maxToken = 64 << 10

// AnyUser stands where nobody is named. The registry looks at the token alone, and
// wants some user name.
const AnyUser = "x-access-token"

// byGh is what a rule's source says where gh is to be asked. It is asked by rule
// alone: that a login happens to be on the machine is nobody's wish to use it.
const byGh = "gh"

// Source finds the token that would be used.
func Source(name registry.Name, u rule.Rule) (tokencache.Source, error) {
	r, err := Of(name)
	if err != nil {
		return tokencache.Source{}, err
	}
	if err := u.Only(Program, rule.Username, rule.Source); err != nil {
		return tokencache.Source{}, err
	}
	switch u.Get(rule.Source) {
	case byGh:
		return tokencache.Source{
			ID: "gh " + r.Server + "\n", Words: "login of gh for " + r.Server + ", which needs the scope read:packages", Configured: true,
		}, nil
	case "":
		return variables(r, u)
	}
	return tokencache.Source{}, errors.New("config.toml, line " + strconv.Itoa(u.Line) + `: source is "gh" or is left out`)
}

// variables are gh's, in its order: a token of an Enterprise Server goes nowhere
// else, and no other token goes there (https://cli.github.com/manual/gh_help_environment).
func variables(r Registry, u rule.Rule) (tokencache.Source, error) {
	names := [...]string{"GH_TOKEN", jobVariable}
	if r.Enterprise {
		names = [...]string{"GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"}
	}
	for _, name := range names {
		token := os.Getenv(name)
		if token == "" || name == jobVariable && ofAnotherServer(r) {
			continue
		}
		if !IsToken(token) {
			return tokencache.Source{}, errors.New(name + " holds something that is no token: it is one line without spaces")
		}
		return tokencache.Source{
			ID: "variable " + name + "\n", Words: "token of " + name + remark(token), Configured: true,
			Static: tokencache.Pair{Username: User(u), Secret: token, Ends: ends(name, token)},
		}, nil
	}
	return tokencache.Source{ID: "nothing\n", Words: "no token", None: true}, nil
}

// User is who shows the token.
func User(u rule.Rule) string {
	for _, user := range [...]string{u.Get(rule.Username), os.Getenv("GITHUB_ACTOR")} {
		if user != "" {
			return user
		}
	}
	return AnyUser
}

// IsToken tells what can be a token from what a shell or an editor has spoilt.
func IsToken(s string) bool { return s != "" && len(s) <= maxToken && ascii.Printable(s) }

// remark says what is known to fail. GitHub Packages takes classic tokens alone
// (https://docs.github.com/en/packages/learn-github-packages/about-permissions-for-github-packages).
func remark(token string) string {
	if ascii.HasPrefix(token, "github_pat_") {
		return ", a fine-grained one, which the registry may refuse: make a classic one with the scope read:packages"
	}
	return ""
}
