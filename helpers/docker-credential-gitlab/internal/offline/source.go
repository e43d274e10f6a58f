package offline

import (
	"errors"
	"os"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// tokenVariable is a personal, group or project access token, as glab has it.
const tokenVariable = "GITLAB_TOKEN"

// Source finds the credential for a registry.
func Source(name registry.Name, u rule.Rule) (tokencache.Source, error) {
	if err := u.Only(Program, rule.Username, rule.Source); err != nil {
		return tokencache.Source{}, err
	}
	switch u.Get(rule.Source) {
	case tokenVariable:
		if os.Getenv(tokenVariable) == "" {
			return tokencache.Source{}, errors.New(tokenVariable + " is not set, and the " + u.Words() + " names it: set it, or take source out of the rule")
		}
		return token(u)
	case "":
		return chain(name.Registry(), u)
	}
	return tokencache.Source{}, errors.New("config.toml, line " + strconv.Itoa(u.Line) + `: source is "GITLAB_TOKEN" or is left out`)
}

// chain takes the first credential that is there for the registry.
func chain(at string, u rule.Rule) (tokencache.Source, error) {
	own := at == named(registryVariable)
	home := at == central && (own || os.Getenv(registryVariable) == "")
	for _, source := range [...]struct {
		here bool
		find func(rule.Rule) (tokencache.Source, error)
	}{
		{own || home && !elsewhere("CI_SERVER_HOST"), deploy},
		{own, job},
		{at == named(proxyVariable), proxy},
		{home && !elsewhere("GITLAB_HOST", "GL_HOST", "CI_SERVER_HOST"), token},
		{home, homeless},
	} {
		if !source.here {
			continue
		}
		if s, err := source.find(u); err != nil || s.Configured {
			return s, err
		}
	}
	return tokencache.Source{ID: "nothing\n", Words: "no credential", None: true}, nil
}

// deploy is the deploy token that a project gives to its jobs
// (https://docs.gitlab.com/user/project/deploy_tokens/#gitlab-deploy-token). It
// belongs to the job's registry; where nothing names another, to gitlab.com's.
func deploy(u rule.Rule) (tokencache.Source, error) {
	return pair("CI_DEPLOY_USER", "CI_DEPLOY_PASSWORD", u)
}

// job is what every job has for the registry of its own server, and for no other.
func job(u rule.Rule) (tokencache.Source, error) {
	secret := os.Getenv(jobVariable)
	if os.Getenv("CI_REGISTRY_PASSWORD") != "" || secret == "" {
		return pair("CI_REGISTRY_USER", "CI_REGISTRY_PASSWORD", u)
	}
	return source("variable "+jobVariable, user(u, os.Getenv("CI_REGISTRY_USER"), JobUser), secret, jobVariable)
}

// proxy is for the dependency proxy alone.
func proxy(u rule.Rule) (tokencache.Source, error) {
	return pair("CI_DEPENDENCY_PROXY_USER", "CI_DEPENDENCY_PROXY_PASSWORD", u)
}

// token is for the GitLab that glab would use it for, unless a rule says more:
// GITLAB_HOST, else gitlab.com
// (https://docs.gitlab.com/cli/). With a token the
// registry takes any user name, and wants this one with those of an OAuth login.
func token(u rule.Rule) (tokencache.Source, error) {
	return source("variable "+tokenVariable, user(u, "oauth2"), os.Getenv(tokenVariable), tokenVariable)
}

// homeless tells of a pair that somebody set without saying for which registry. In
// a job it is nothing special: a project without a registry has it.
func homeless(rule.Rule) (tokencache.Source, error) {
	if named(registryVariable) != "" || os.Getenv("CI_REGISTRY_PASSWORD") == "" || os.Getenv("GITLAB_CI") != "" || os.Getenv(jobVariable) != "" {
		return tokencache.Source{}, nil
	}
	return tokencache.Source{}, errors.New(registryVariable + " is not set, CI_REGISTRY_PASSWORD is: set it to the registry's host, such as " + central)
}
