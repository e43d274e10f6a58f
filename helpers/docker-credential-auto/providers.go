package main

import (
	"github.com/dockercfg/dockercfg/helpers/docker-credential-auto/internal/warm"
	"github.com/dockercfg/dockercfg/helpers/internal/acr/environment"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// claims reports whether a file assigns the registry to the provider. It records what it reads
// in in.
func claims(p warm.Provider, in *inputs.Recorder, name registry.Name) bool {
	return p.Short == "acr" && environment.Claims(in, name)
}

// providerOf returns the provider of a registry: by the registry's name, or by a file, or by
// the variable that it also returns. A variable never takes a registry from the provider that
// has it by name.
func providerOf(in *inputs.Recorder, name registry.Name) (p warm.Provider, variable string, found bool) {
	for _, p := range warm.Providers() {
		if p.Light().Match(name) && (p.Variable == nil || p.Variable(name) == "") {
			return p, "", true
		}
	}
	for _, p := range warm.Providers() {
		switch {
		case name.Registry() != "" && claims(p, in, name):
			return p, "", true
		case p.Variable != nil && p.Variable(name) != "":
			return p, p.Variable(name), true
		}
	}
	return warm.Provider{}, "", false
}
