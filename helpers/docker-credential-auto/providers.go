package main

import (
	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/helpers/internal/acr/environment"
	"github.com/dockercfg/dockercfg/helpers/internal/digitalocean"
	"github.com/dockercfg/dockercfg/helpers/internal/dockerhub"
	"github.com/dockercfg/dockercfg/helpers/internal/ecr"
	"github.com/dockercfg/dockercfg/helpers/internal/gar"
	"github.com/dockercfg/dockercfg/helpers/internal/ghcr"
	"github.com/dockercfg/dockercfg/helpers/internal/gitlab"
	"github.com/dockercfg/dockercfg/helpers/internal/heroku"
	"github.com/dockercfg/dockercfg/helpers/internal/icr"
	"github.com/dockercfg/dockercfg/helpers/internal/quay"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// provider is a helper that has registries of its own. Which those are is written
// once, in the light half that its helper imports too.
type provider struct {
	short string // as credHelpers has it
	light func() warm.Provider
	// cloud: it makes tokens out of a cloud's identity and keeps no logins, and its
	// identity comes before a login.
	cloud bool
	// claims tells whether a file gives it the registry; nil for none.
	claims func(*inputs.Recorder, registry.Name) bool
	// variable is the one that names the registry, "" for none; nil where none can.
	variable func(registry.Name) string
}

// providers are all of them. No two have one registry by its name.
func providers() []provider {
	return []provider{
		{short: "acr", light: acr.Provider, cloud: true, claims: environment.Claims},
		{short: "digitalocean", light: digitalocean.Provider},
		{short: "dockerhub", light: dockerhub.Provider},
		{short: "ecr", light: ecr.Provider, cloud: true},
		{short: "gar", light: gar.Provider, cloud: true},
		{short: "ghcr", light: ghcr.Provider},
		{short: "gitlab", light: gitlab.Provider, variable: gitlab.Variable},
		{short: "heroku", light: heroku.Provider},
		{short: "icr", light: icr.Provider, cloud: true},
		{short: "quay", light: quay.Provider},
	}
}

// providerOf is the provider of a registry: by the registry's name, else by a file,
// else by the variable that is given back. What a variable says never takes a registry
// from the provider that has it by name.
func providerOf(name registry.Name) (p provider, variable string, found bool) {
	for _, p := range providers() {
		if p.light().Match(name) && (p.variable == nil || p.variable(name) == "") {
			return p, "", true
		}
	}
	for _, p := range providers() {
		switch {
		case p.claims != nil && name.Registry() != "" && p.claims(nil, name):
			return p, "", true
		case p.variable != nil && p.variable(name) != "":
			return p, p.variable(name), true
		}
	}
	return provider{}, "", false
}

// providerCalled is the provider whose helper has the short name.
func providerCalled(short string) (provider, bool) {
	for _, p := range providers() {
		if p.short == short {
			return p, true
		}
	}
	return provider{}, false
}
