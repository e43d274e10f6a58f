package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// vars is the environment behind the protocol.
type vars struct{}

// source is one way in which variables name a registry.
type source interface {
	// get answers for one registry; fault.ErrNotFound where nothing names it.
	get(r target) (credential.Credential, error)
	// hosts lists what the source names, complete or not.
	hosts() []string
}

func sources() ([]source, error) {
	document, err := authConfig()
	return []source{document, perRegistry{}, pair("DOCKER_REGISTRY"), encoded("REGISTRY")}, err
}

// target is what is asked: the registry, and the asked name for path keys.
type target struct {
	registry string
	name     registry.Name
}

// Ours tells whether a variable names the registry. Without one it is not ours,
// and nobody else is asked.
func (vars) Ours(name registry.Name) bool {
	_, err := named(name)
	return !errors.Is(err, fault.ErrNotFound)
}

// Protocol has no Erase: variables stay the user's.
func (v vars) Protocol() protocol.Helper {
	return protocol.Helper{About: about, Get: v.Get, Explain: v.Explain, List: v.List}
}

// Get answers from the first source that names the registry.
func (vars) Get(_ context.Context, name registry.Name) (credential.Credential, error) {
	return named(name)
}

// Explain is Get, which asks nobody.
func (vars) Explain(_ context.Context, name registry.Name) (credential.Credential, error) {
	return named(name)
}

// named is what the variables say for a registry.
func named(name registry.Name) (credential.Credential, error) {
	if name.Scheme == "http" && name.Loopback() {
		name.Scheme = "" // nothing lies between, so no TLS is needed
	}
	r := target{name.Registry(), name}
	if r.registry == "" {
		return credential.Credential{}, fault.ErrNotFound
	}
	all, err := sources()
	if err != nil {
		return credential.Credential{}, err
	}
	for _, s := range all {
		c, err := s.get(r)
		if errors.Is(err, fault.ErrNotFound) {
			continue
		}
		if expires, ok := c.Secret.Expiry(); ok {
			c.Kind, c.Expires = credential.Exchanged, expires
		}
		return c, err
	}
	return credential.Credential{}, fault.ErrNotFound
}

// List gives the registries whose variables are complete; one that is not would
// make a classic `docker build` fail for all.
func (vars) List(context.Context) (map[string]string, error) {
	all, err := sources()
	if err != nil {
		return nil, err
	}
	listed := map[string]string{}
	for _, s := range all {
		for _, host := range s.hosts() {
			name, err := registry.Parse(host)
			if err != nil {
				continue
			}
			if c, err := named(name); err == nil && c.Username != "" && c.Secret != "" {
				listed[name.Key()] = c.Username
			}
		}
	}
	return listed, nil
}

// complete makes a credential of two halves. Both empty is nobody's login; one
// of them is a mistake that must not end in an anonymous pull.
func complete(user, userName, secret, secretName string) (credential.Credential, error) {
	switch {
	case user == "" && secret == "":
		return credential.Credential{}, fault.ErrNotFound
	case user == "":
		return credential.Credential{}, fault.New(fault.Config, "%s is not set, %s is: set both", userName, secretName)
	case secret == "":
		return credential.Credential{}, fault.New(fault.Config, "%s is not set, %s is: set both", secretName, userName)
	}
	return credential.Credential{
		Username: user, Secret: credential.Secret(secret), Kind: credential.Static,
		Source: "variables " + userName + " and " + secretName,
	}, nil
}

// named tells whether a variable's value, a registry as a user writes it, is
// the asked registry. The slash that old documents add at the end is accepted.
func (r target) named(by string) bool {
	name, err := registry.Parse(strings.TrimSpace(by))
	if err != nil || !name.Whole() {
		return false
	}
	if name.Scheme == "http" {
		name.Scheme = "" // that this registry has no TLS is the user's own word
	}
	return name.Registry() == r.registry
}

// pair is DOCKER_USERNAME and DOCKER_PASSWORD for the registry in a variable.
type pair string

func (p pair) get(r target) (credential.Credential, error) {
	if !r.named(os.Getenv(string(p))) {
		return credential.Credential{}, fault.ErrNotFound
	}
	user, secret, err := envname.Pair("DOCKER_USERNAME", "DOCKER_PASSWORD")
	if err != nil {
		return credential.Credential{}, err
	}
	return complete(user, "DOCKER_USERNAME", secret, "DOCKER_PASSWORD")
}

func (p pair) hosts() []string { return []string{os.Getenv(string(p))} }
