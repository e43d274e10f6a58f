package main

import (
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// The variables for the registry's own users: its admin user, and repository-scoped tokens.
const (
	usernameVariable = "AZURE_USERNAME"
	passwordVariable = "AZURE_PASSWORD"
)

// ownPair returns the user name and password in variables. Another variable has to name their
// registry, because elsewhere the same two variables are a user's login.
func ownPair(t target) (source, error) {
	if os.Getenv(usernameVariable) == "" && os.Getenv(passwordVariable) == "" {
		return source{}, nil
	}
	host, err := pairHost()
	if err != nil || host != t.host {
		return source{}, err
	}
	username, password, err := envname.Pair(usernameVariable, passwordVariable)
	if err == nil {
		err = envname.BothSet(usernameVariable, username, passwordVariable, password)
	}
	if err != nil {
		return source{}, err
	}
	who := identity.OfPair("variables "+usernameVariable+" and "+passwordVariable, username, password)
	return source{kind: kindPair, registry: t, Identity: who}, nil
}

// pairHost returns the registry of the pair, or "" if none is set. Both names of the variable
// are in use: CodeShip's documentation has the first one, its script the second.
func pairHost() (string, error) {
	hosts := [2]string{}
	for i, variable := range [2]string{"AZURE_REGISTRY", "AZURE_REGISTRY_NAME"} {
		value := strings.TrimSpace(os.Getenv(variable))
		if value == "" {
			continue
		}
		name, err := registry.Parse(value)
		if err != nil || name.Registry() == "" || !name.Whole() {
			return "", fault.New(fault.Config, "%s is not the name of a registry: expected one such as "+
				"myregistry.azurecr.io", variable)
		}
		hosts[i] = name.Registry()
		if !strings.Contains(name.Host, ".") {
			hosts[i] = name.Host + "." + acr.Public
		}
	}
	switch {
	case hosts[0] == "":
		return hosts[1], nil
	case hosts[1] != "" && hosts[0] != hosts[1]:
		return "", fault.New(fault.Config, "AZURE_REGISTRY and AZURE_REGISTRY_NAME are different registries: "+
			"unset one of them")
	}
	return hosts[0], nil
}

// pairWithoutRegistry reports whether a pair is set that cannot be used, because no setting
// says for which registry it is.
func pairWithoutRegistry() bool {
	host, err := pairHost()
	return os.Getenv(usernameVariable) != "" && os.Getenv(passwordVariable) != "" && host == "" && err == nil
}
