package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/keeper"
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
	return []source{document, perRegistry{}, pair("DOCKER_REGISTRY"), encoded("REGISTRY"), heroku{}}, err
}

// target is what is asked: the registry, and the asked name for path keys.
type target struct {
	registry string
	name     registry.Name
}

// Get answers from an explicit login, which outranks the variables until logout,
// and else from the first source that names the registry. Without a variable
// that names it, a registry is not ours, and nobody else is asked.
func (vars) Get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	c, err := named(name)
	if errors.Is(err, fault.ErrNotFound) {
		return c, err
	}
	login, kept := keeper.For("vars").Get(ctx, name)
	if errors.Is(kept, fault.ErrNotFound) {
		return c, err
	}
	return login, kept
}

// Explain is Get without starting the keeper.
func (vars) Explain(_ context.Context, name registry.Name) (credential.Credential, error) {
	c, err := named(name)
	if errors.Is(err, fault.ErrNotFound) {
		return c, err
	}
	k := keeper.For("vars")
	if login, known := k.Explain(name); known {
		return login, nil
	}
	if !k.Silent(name) {
		c.Source += ", unless there is a " + k.Source() + ", which was not asked"
	}
	return c, err
}

// Store hands a login for a named registry to the keeper.
func (vars) Store(ctx context.Context, name registry.Name, c credential.Credential) error {
	if _, err := named(name); errors.Is(err, fault.ErrNotFound) {
		return fault.New(fault.Input, "no variable names this registry, so its login would never be used: set its variables (see the README), or name another helper for it in credHelpers")
	}
	return keeper.For("vars").Store(ctx, name, c)
}

// Erase forgets an explicit login; variables stay the user's.
func (vars) Erase(ctx context.Context, name registry.Name) error {
	if _, err := named(name); errors.Is(err, fault.ErrNotFound) {
		return err // not ours: another helper's login is not ours to forget
	}
	return keeper.For("vars").Erase(ctx, name)
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
	return complete(os.Getenv("DOCKER_USERNAME"), "DOCKER_USERNAME", os.Getenv("DOCKER_PASSWORD"), "DOCKER_PASSWORD")
}

func (p pair) hosts() []string { return []string{os.Getenv(string(p))} }
