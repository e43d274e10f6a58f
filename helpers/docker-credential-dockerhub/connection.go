package main

import (
	"os"
	"strconv"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/dockerhub"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// The variables of Docker's own GitHub action.
const (
	connectionVariable = "DOCKERHUB_OIDC_CONNECTIONID"
	lifeVariable       = "DOCKERHUB_OIDC_EXPIREIN"
)

// The limits for the requested lifetime of a token, in seconds.
const (
	minLife = 300
	maxLife = 3600
)

// connection is an OIDC connection of an organization. It trusts jobs by their GitHub tokens
// (https://docs.docker.com/enterprise/security/oidc-connections/).
type connection struct {
	id           string // a UUID
	organization string // its name is the user name
	life         int    // the requested lifetime of tokens, in seconds
}

// connectionSet reports whether a connection is set.
func connectionSet() bool { return strings.Trim(os.Getenv(connectionVariable), " \t") != "" }

// organization returns the first user name that is set, and its variable. It ignores a user of
// another registry.
func organization() (name, where string, err error) {
	for _, variable := range []string{"DOCKERHUB_USERNAME", "DOCKER_HUB_USERNAME", "DOCKER_USERNAME"} {
		if name, err = envname.Secret(variable); err != nil {
			return "", variable, err
		}
		hubs := variable != "DOCKER_USERNAME" ||
			pairIsFor(registry.Name{Host: dockerhub.Hardened}, os.Getenv("DOCKER_REGISTRY"))
		if name != "" && hubs {
			return name, variable, nil
		}
	}
	return "", "DOCKERHUB_USERNAME", nil
}

// connect returns the identity of this job at an organization. where is the setting that names
// the organization.
func connect(organization, where string) (connection, identity.Identity, error) {
	c := connection{id: strings.ToLower(strings.Trim(os.Getenv(connectionVariable), " \t")), organization: organization}
	who := identity.Identity{
		Label: "OIDC connection of the organization " + organization, Username: organization, Configured: true,
	}
	switch {
	case !isUUID(c.id):
		return c, who, fault.New(fault.Config, "%s is not a valid UUID: copy the connection's ID from Docker Home, "+
			"Identity & auth, OIDC connections", connectionVariable)
	case organization == "":
		return c, who, fault.New(fault.Config, "%s is set but %s is not: set it to the organization's name",
			connectionVariable, where)
	}
	err := checkUser(organization, where)
	if err == nil {
		c.life, err = life()
	}
	return c, who, err
}

// life returns the requested lifetime of a token in seconds.
func life() (int, error) {
	text := strings.Trim(os.Getenv(lifeVariable), " \t")
	if text == "" {
		return minLife, nil
	}
	seconds, err := strconv.Atoi(text)
	if err != nil || seconds < minLife || seconds > maxLife {
		return 0, fault.New(fault.Config, "%s must be a number of seconds from %d to %d", lifeVariable, minLife,
			maxLife)
	}
	return seconds, nil
}

// isUUID reports whether s has the form 8-4-4-4-12 in lower case
// (https://datatracker.ietf.org/doc/html/rfc9562#section-4).
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f'):
			return false
		}
	}
	return true
}
