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

// vars is the helper for the environment's variables.
type vars struct{}

// source is one form in which variables name a registry.
type source interface {
	// get returns the credential for a registry, or fault.ErrNotFound if no variable has it.
	get(r target) (credential.Credential, error)
	// hosts lists the registries in the source, even without a complete credential.
	hosts() []string
}

func sources() ([]source, error) {
	document, err := authConfig()
	return []source{document, perRegistry{}, pair("DOCKER_REGISTRY"), encoded("REGISTRY")}, err
}

// target is the requested registry, with the requested name for keys with a path.
type target struct {
	registry string
	name     registry.Name
}

// Ours reports whether a variable names the registry. If none does, no login is looked for.
func (vars) Ours(name registry.Name) bool {
	_, err := find(name)
	return !errors.Is(err, fault.ErrNotFound)
}

// Protocol has no Erase: the variables belong to the user.
func (v vars) Protocol() protocol.Helper {
	return protocol.Helper{About: about, Get: v.Get, Explain: v.Explain, List: v.List}
}

// Get answers from the first source that names the registry.
func (vars) Get(_ context.Context, name registry.Name) (credential.Credential, error) {
	return find(name)
}

// Explain is Get, which makes no request.
func (vars) Explain(_ context.Context, name registry.Name) (credential.Credential, error) {
	return find(name)
}

// find returns the credential for a registry from the variables.
func find(name registry.Name) (credential.Credential, error) {
	if name.Scheme == "http" && name.Loopback() {
		name.Scheme = "" // loopback needs no TLS
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

// List returns the registries with a complete credential. An incomplete one would make a classic
// `docker build` fail for all registries.
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
			if c, err := find(name); err == nil && c.Username != "" && c.Secret != "" {
				listed[name.Key()] = c.Username
			}
		}
	}
	return listed, nil
}

// newCredential returns a credential, or ErrNotFound if both parts are empty. If only one is set, it is
// an error, which must not end in an anonymous pull.
func newCredential(user, userName, secret, secretName string) (credential.Credential, error) {
	if user == "" && secret == "" {
		return credential.Credential{}, fault.ErrNotFound
	}
	if err := envname.BothSet(userName, user, secretName, secret); err != nil {
		return credential.Credential{}, err
	}
	return credential.Credential{
		Username: user, Secret: credential.Secret(secret), Kind: credential.Static,
		Source: "variables " + userName + " and " + secretName,
	}, nil
}

// is reports whether a variable's value, a registry in the user's spelling, is the requested
// registry. A slash at the end, which old documentation has, is accepted.
func (r target) is(by string) bool {
	name, err := registry.Parse(strings.TrimSpace(by))
	if err != nil || !name.Whole() {
		return false
	}
	if name.Scheme == "http" {
		name.Scheme = "" // the user says that this registry has no TLS
	}
	return name.Registry() == r.registry
}

// pair is DOCKER_USERNAME and DOCKER_PASSWORD for the registry in a variable.
type pair string

func (p pair) get(r target) (credential.Credential, error) {
	if !r.is(os.Getenv(string(p))) {
		return credential.Credential{}, fault.ErrNotFound
	}
	user, secret, err := envname.Pair("DOCKER_USERNAME", "DOCKER_PASSWORD")
	if err != nil {
		return credential.Credential{}, err
	}
	return newCredential(user, "DOCKER_USERNAME", secret, "DOCKER_PASSWORD")
}

func (p pair) hosts() []string { return []string{os.Getenv(string(p))} }
