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

// variables is docker-credential-vars where it would answer.
type variables struct{}

var byVariables = helper{vars, "since a variable names the registry"}

func (variables) get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if !named(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	return byVariables.get(ctx, name)
}

func (variables) answer(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if !named(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	return byVariables.answer(ctx, name)
}

func (variables) explain(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if !named(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	return byVariables.explain(ctx, name)
}

// named tells whether one of the variables that docker-credential-vars reads names
// the registry, so that it is started for no other.
func named(name registry.Name) bool {
	if name.Scheme == "http" && name.Loopback() {
		name.Scheme = ""
	}
	asked := name.Registry()
	if asked == "" {
		return false
	}
	if anySet("DOCKER_USERNAME", "DOCKER_PASSWORD") && means(os.Getenv("DOCKER_REGISTRY"), asked) ||
		anySet("AUTH") && means(os.Getenv("REGISTRY"), asked) {
		return true
	}
	for _, host := range envname.Registries(os.Environ()) {
		if means(host, asked) {
			return true
		}
	}
	return inDocument(asked)
}

// anyNamed tells whether a variable names any registry.
func anyNamed() bool {
	return anySet("DOCKER_REGISTRY", "REGISTRY", "DOCKER_AUTH_CONFIG") || len(envname.Registries(os.Environ())) > 0
}

// inDocument looks into DOCKER_AUTH_CONFIG. One that cannot be read may name any
// registry.
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
		if means(e.Key, asked) {
			return true
		}
	}
	return false
}

// means tells whether a registry as a user writes it is the asked one; a path is not
// looked at.
func means(written, asked string) bool {
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
