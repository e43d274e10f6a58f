package main

import (
	"context"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// variables is docker-credential-vars, if a variable names the registry.
type variables struct{}

var byVariables = helper{vars, "because a variable names the registry"}

func (variables) get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if !inVariables(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	return byVariables.get(ctx, name)
}

func (variables) answer(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if !inVariables(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	return byVariables.answer(ctx, name)
}

func (variables) explain(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if !inVariables(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	return byVariables.explain(ctx, name)
}

// inVariables reports whether one of the variables that docker-credential-vars reads names the
// registry. It is not started for others.
func inVariables(name registry.Name) bool {
	if name.Scheme == "http" && name.Loopback() {
		name.Scheme = ""
	}
	asked := name.Registry()
	if asked == "" {
		return false
	}
	if anySet("DOCKER_USERNAME", "DOCKER_PASSWORD") && sameRegistry(os.Getenv("DOCKER_REGISTRY"), asked) ||
		anySet("AUTH") && sameRegistry(os.Getenv("REGISTRY"), asked) {
		return true
	}
	for _, host := range envname.Registries(os.Environ()) {
		if sameRegistry(host, asked) {
			return true
		}
	}
	return inDocument(asked)
}

// anyInVariables reports whether a variable names any registry.
func anyInVariables() bool {
	return anySet("DOCKER_REGISTRY", "REGISTRY", "DOCKER_AUTH_CONFIG") || len(envname.Registries(os.Environ())) > 0
}

// inDocument reports whether DOCKER_AUTH_CONFIG has the registry, or is not readable and may
// have any.
func inDocument(asked string) bool {
	document := os.Getenv("DOCKER_AUTH_CONFIG")
	if document == "" {
		return false
	}
	config, err := dockerconfig.Parse([]byte(document), "DOCKER_AUTH_CONFIG")
	if err != nil {
		return true
	}
	for _, e := range config.Auths {
		if sameRegistry(e.Key, asked) {
			return true
		}
	}
	return false
}

// sameRegistry reports whether a registry in the user's spelling is the requested one, without its
// path.
func sameRegistry(written, asked string) bool {
	name, err := registry.Parse(strings.TrimSpace(written))
	if err != nil {
		return false
	}
	if name.Scheme == "http" {
		name.Scheme = ""
	}
	return name.Registry() == asked
}

func anySet(names ...string) bool {
	for _, n := range names {
		if os.Getenv(n) != "" {
			return true
		}
	}
	return false
}
