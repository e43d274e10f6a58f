package main

import (
	"context"
	"os"

	"github.com/dockercfg/dockercfg/helpers/internal/gitlab"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// tokenVariable is a personal, group or project access token, as glab has it.
const tokenVariable = "GITLAB_TOKEN"

// nothing is what is handed on to make a token of: every credential is there as it is.
type nothing struct{}

// identify finds the credential for a registry.
func identify(_ context.Context, _ *inputs.Recorder, name registry.Name, u userconfig.Rule) (nothing, identity.Identity, error) {
	who, err := find(name, u)
	return nothing{}, who, err
}

func find(name registry.Name, u userconfig.Rule) (identity.Identity, error) {
	if err := u.Only(gitlab.Program, userconfig.Username, userconfig.Source); err != nil {
		return identity.Identity{}, err
	}
	switch u.Get(userconfig.Source) {
	case tokenVariable:
		if os.Getenv(tokenVariable) == "" {
			return identity.Identity{}, fault.New(fault.Config,
				"%s is not set, and the %s names it: set it, or remove source from the rule", tokenVariable, u.Words())
		}
		return token(u)
	case "":
		return chain(name.Registry(), u)
	}
	return identity.Identity{}, u.Mistake(`source must be "GITLAB_TOKEN", or be left out`)
}

// chain takes the first credential that is there for the registry.
func chain(at string, u userconfig.Rule) (identity.Identity, error) {
	own := at == gitlab.Named(gitlab.RegistryVariable)
	home := at == gitlab.Central && (own || os.Getenv(gitlab.RegistryVariable) == "")
	for _, source := range []struct {
		here bool
		find func(userconfig.Rule) (identity.Identity, error)
	}{
		{own || home && !elsewhere("CI_SERVER_HOST"), deploy},
		{own, job},
		{at == gitlab.Named(gitlab.ProxyVariable), proxy},
		{home && !elsewhere("GITLAB_HOST", "GL_HOST", "CI_SERVER_HOST"), token},
		{home, pairWithoutRegistry},
	} {
		if !source.here {
			continue
		}
		if who, err := source.find(u); err != nil || who.Configured {
			return who, err
		}
	}
	return identity.Nothing("no credential"), nil
}

// elsewhere tells that one of the variables, a host or a URL, names another GitLab
// than gitlab.com.
func elsewhere(variables ...string) bool {
	for _, variable := range variables {
		if os.Getenv(variable) != "" && gitlab.Named(variable) != gitlab.Server {
			return true
		}
	}
	return false
}

// deploy is the deploy token that a project gives to its jobs
// (https://docs.gitlab.com/user/project/deploy_tokens/#gitlab-deploy-token). It
// belongs to the job's registry; where nothing names another, to gitlab.com's.
func deploy(u userconfig.Rule) (identity.Identity, error) {
	return pair("CI_DEPLOY_USER", "CI_DEPLOY_PASSWORD", u)
}

// job is what every job has for the registry of its own server, and for no other.
func job(u userconfig.Rule) (identity.Identity, error) {
	if os.Getenv("CI_REGISTRY_PASSWORD") != "" || os.Getenv(jobVariable) == "" {
		return pair("CI_REGISTRY_USER", "CI_REGISTRY_PASSWORD", u)
	}
	user, secret, err := envname.Pair("CI_REGISTRY_USER", jobVariable)
	if err != nil {
		return identity.Identity{}, err
	}
	return held("variable "+jobVariable, userOf(u, user, ciUser), secret, jobVariable)
}

// proxy is for the dependency proxy alone.
func proxy(u userconfig.Rule) (identity.Identity, error) {
	return pair("CI_DEPENDENCY_PROXY_USER", "CI_DEPENDENCY_PROXY_PASSWORD", u)
}

// token is for the GitLab that glab would use it for, unless a rule says more:
// GITLAB_HOST, else gitlab.com
// (https://docs.gitlab.com/cli/). With a token the
// registry takes any user name, and wants this one with those of an OAuth login.
func token(u userconfig.Rule) (identity.Identity, error) {
	secret, err := envname.Secret(tokenVariable)
	if err != nil {
		return identity.Identity{}, err
	}
	return held("variable "+tokenVariable, userOf(u, "oauth2"), secret, tokenVariable)
}

// pairWithoutRegistry tells of a pair that somebody set without saying for which registry. In
// a job it is nothing special: a project without a registry has it.
func pairWithoutRegistry(userconfig.Rule) (identity.Identity, error) {
	if gitlab.Named(gitlab.RegistryVariable) != "" || os.Getenv("CI_REGISTRY_PASSWORD") == "" || os.Getenv("GITLAB_CI") != "" || os.Getenv(jobVariable) != "" {
		return identity.Identity{}, nil
	}
	return identity.Identity{}, fault.New(fault.Config,
		"%s is not set, CI_REGISTRY_PASSWORD is: set it to the registry's host, such as %s", gitlab.RegistryVariable, gitlab.Central)
}
