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

// tokenVariable is glab's variable for a personal, group or project access token.
const tokenVariable = "GITLAB_TOKEN"

// nothing is the session type: no credential needs to be exchanged for a token.
type nothing struct{}

// identify returns the credential for a registry.
func identify(
	_ context.Context, _ *inputs.Recorder, name registry.Name, u userconfig.Rule,
) (nothing, identity.Identity, error) {
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
			return identity.Identity{}, fault.New(fault.Config, "the %s selects %s, which is not set: "+
				"set it, or remove source from the rule", u.Label(), tokenVariable)
		}
		return token(u)
	case "":
		return chain(name.Registry(), u)
	}
	return identity.Identity{}, u.Mistake(`source must be "GITLAB_TOKEN", or not set`)
}

// chain returns the first credential that is configured for the registry.
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

// elsewhere reports whether one of the variables, a host or a URL, means another GitLab than
// gitlab.com.
func elsewhere(variables ...string) bool {
	for _, variable := range variables {
		if os.Getenv(variable) != "" && gitlab.Named(variable) != gitlab.Server {
			return true
		}
	}
	return false
}

// deploy returns the deploy token that a project gives to its jobs
// (https://docs.gitlab.com/user/project/deploy_tokens/#gitlab-deploy-token). It is for the job's
// registry, or for gitlab.com's if no variable means another one.
func deploy(u userconfig.Rule) (identity.Identity, error) {
	return pair("CI_DEPLOY_USER", "CI_DEPLOY_PASSWORD", u)
}

// job returns the credential that every job has for the registry of its own server.
func job(u userconfig.Rule) (identity.Identity, error) {
	if os.Getenv("CI_REGISTRY_PASSWORD") != "" || os.Getenv(jobVariable) == "" {
		return pair("CI_REGISTRY_USER", "CI_REGISTRY_PASSWORD", u)
	}
	user, secret, err := envname.Pair("CI_REGISTRY_USER", jobVariable)
	if err != nil {
		return identity.Identity{}, err
	}
	return static("variable "+jobVariable, userOf(u, user, ciUser), secret, jobVariable)
}

// proxy returns the credential for the dependency proxy.
func proxy(u userconfig.Rule) (identity.Identity, error) {
	return pair("CI_DEPENDENCY_PROXY_USER", "CI_DEPENDENCY_PROXY_PASSWORD", u)
}

// token returns the token in GITLAB_TOKEN. Unless a rule says otherwise, it is for the same GitLab
// as with glab: GITLAB_HOST, or else gitlab.com (https://docs.gitlab.com/cli/). The registry
// accepts any user name with a token, except that an OAuth token needs this one.
func token(u userconfig.Rule) (identity.Identity, error) {
	secret, err := envname.Secret(tokenVariable)
	if err != nil {
		return identity.Identity{}, err
	}
	return static("variable "+tokenVariable, userOf(u, "oauth2"), secret, tokenVariable)
}

// pairWithoutRegistry returns an error for a pair without a registry. In a job such a pair is
// normal if the project has no registry.
func pairWithoutRegistry(userconfig.Rule) (identity.Identity, error) {
	if gitlab.Named(gitlab.RegistryVariable) != "" || os.Getenv("CI_REGISTRY_PASSWORD") == "" ||
		os.Getenv("GITLAB_CI") != "" || os.Getenv(jobVariable) != "" {
		return identity.Identity{}, nil
	}
	return identity.Identity{}, fault.New(fault.Config, "CI_REGISTRY_PASSWORD is set but %s is not: "+
		"set it to the registry's host, such as %s", gitlab.RegistryVariable, gitlab.Central)
}
