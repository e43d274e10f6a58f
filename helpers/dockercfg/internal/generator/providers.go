package generator

import (
	"os"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// provider is a set of variables that generator images read.
type provider struct {
	name     string
	secrets  func(assignments []string) bool // one of its credential variables is set
	missing  func() []string                 // variables that are needed as well
	bindings func([]string) ([]dockerconfig.Binding, error)
	env      func() []string // NAME=value for its helper, never a secret
	warnings func() []string // disagreements that are not errors; nil for none
	alike    bool            // one credential serves all of its registries
	helper   string          // the helper to ask for registries
	ask      func() bool     // whether it has to be asked; nil for never
}

// unbind says how to do without the provider.
func (p provider) unbind() string {
	if os.Getenv("DOCKERCFG_PROVIDERS") != "" {
		return "remove " + p.name + " from DOCKERCFG_PROVIDERS"
	}
	return "unset the variables of the provider " + p.name + " (see `dockercfg generate --help`)"
}

// providers returns all providers. Region, project and registry alone activate none.
func providers() []provider {
	none := func() []string { return nil }
	return []provider{
		awsProvider(),
		azureProvider(),
		{
			name:    "docker",
			secrets: func([]string) bool { return anySet("DOCKER_USERNAME", "DOCKER_PASSWORD") },
			missing: func() []string { return unset("DOCKER_USERNAME", "DOCKER_PASSWORD") },
			bindings: func([]string) ([]dockerconfig.Binding, error) {
				return []dockerconfig.Binding{{Key: dockerRegistry(), Helper: "vars"}}, nil
			},
			env: func() []string { return []string{"DOCKER_REGISTRY=" + dockerRegistry()} },
		},
		googleProvider(),
		herokuProvider(),
		ibmProvider(),
		{
			name: "vars",
			secrets: func(assignments []string) bool {
				return len(envname.Registries(assignments)) > 0 || anySet("AUTH") && anySet("REGISTRY")
			},
			missing: none,
			bindings: func(assignments []string) (bound []dockerconfig.Binding, err error) {
				for _, host := range envname.Registries(assignments) {
					bound = append(bound, dockerconfig.Binding{Key: host, Helper: "vars"})
				}
				if anySet("AUTH") && anySet("REGISTRY") {
					bound = append(bound, dockerconfig.Binding{Key: os.Getenv("REGISTRY"), Helper: "vars"})
				}
				return bound, nil
			},
			env: none,
		},
	}
}

// dockerRegistry returns DOCKER_REGISTRY; CodeShip's images default to Docker Hub.
func dockerRegistry() string {
	if named := strings.TrimSpace(os.Getenv("DOCKER_REGISTRY")); named != "" {
		return named
	}
	return registry.HubKey
}

// activeProviders returns the providers named by DOCKERCFG_PROVIDERS, or those with a
// credential variable. All missing variables are named in one error.
func activeProviders(assignments []string) ([]provider, error) {
	all := providers()
	named := strings.FieldsFunc(os.Getenv("DOCKERCFG_PROVIDERS"), func(r rune) bool { return r == ' ' || r == ',' })
	var active []provider
	var missing, known []string
	for _, p := range all {
		known = append(known, p.name)
		if slices.Contains(named, p.name) || len(named) == 0 && p.secrets(assignments) {
			active = append(active, p)
			missing = append(missing, p.missing()...)
		}
	}
	for _, n := range named {
		if !slices.Contains(known, n) {
			return nil, fault.New(fault.Config, "DOCKERCFG_PROVIDERS: there is no provider %q: it is one of %s",
				fault.Printable(n, 40), strings.Join(known, ", "))
		}
	}
	if len(missing) > 0 {
		return nil, fault.New(fault.Config, "these variables are not set: %s: set them", strings.Join(missing, ", "))
	}
	return active, nil
}

func anySet(names ...string) bool { return len(unset(names...)) < len(names) }

func unset(names ...string) (missing []string) {
	for _, name := range names {
		if os.Getenv(name) == "" {
			missing = append(missing, name)
		}
	}
	return missing
}
