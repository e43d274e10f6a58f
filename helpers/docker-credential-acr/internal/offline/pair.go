package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// The registry's own users: its admin user, and tokens of repositories.
const (
	usernameVariable = "AZURE_USERNAME"
	passwordVariable = "AZURE_PASSWORD"
)

// pair is the user name and password that variables hold for one registry, which
// they have to name: the same two variables are a user's login elsewhere.
func pair(r Registry) (Identity, error) {
	username, password := os.Getenv(usernameVariable), os.Getenv(passwordVariable)
	if username == "" && password == "" {
		return Identity{}, nil
	}
	host, err := pairHost()
	if err != nil || host != r.Host {
		return Identity{}, err
	}
	switch {
	case username == "":
		return Identity{}, errors.New(usernameVariable + " is not set, " + passwordVariable + " is: set both")
	case password == "":
		return Identity{}, errors.New(passwordVariable + " is not set, " + usernameVariable + " is: set both")
	}
	return Identity{Kind: Pair, Source: tokencache.Source{
		ID: "pair " + tokencache.Digest(username), Words: "variables " + usernameVariable + " and " + passwordVariable, Configured: true,
		Static: tokencache.Pair{Username: username, Secret: password},
	}}, nil
}

// pairHost is the registry that the pair is for; "" where none is named. Both
// names of the variable are in use: CodeShip's document has the first, its script
// the second.
func pairHost() (string, error) {
	hosts := [2]string{}
	for i, variable := range [2]string{"AZURE_REGISTRY", "AZURE_REGISTRY_NAME"} {
		value := ascii.Trim(os.Getenv(variable))
		if value == "" {
			continue
		}
		name, err := registry.Parse(value)
		if err != nil || name.Registry() == "" || !name.Whole() {
			return "", errors.New(variable + " is no registry's name: it has the form myregistry.azurecr.io")
		}
		hosts[i] = name.Registry()
		if ascii.Index(name.Host, '.') < 0 {
			hosts[i] = name.Host + "." + clouds()[0].Suffix
		}
	}
	switch {
	case hosts[0] == "":
		return hosts[1], nil
	case hosts[1] != "" && hosts[0] != hosts[1]:
		return "", errors.New("AZURE_REGISTRY and AZURE_REGISTRY_NAME name two registries: unset one")
	}
	return hosts[0], nil
}

// PairWithoutRegistry tells a pair that cannot be used, since nothing says for
// which registry it is.
func PairWithoutRegistry() bool {
	host, err := pairHost()
	return os.Getenv(usernameVariable) != "" && os.Getenv(passwordVariable) != "" && host == "" && err == nil
}
