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

// Variables of Docker's own action for GitHub.
const (
	connectionVariable = "DOCKERHUB_OIDC_CONNECTIONID"
	lifeVariable       = "DOCKERHUB_OIDC_EXPIREIN"
)

// The seconds that a token may be asked to live.
const (
	leastLife = 300
	mostLife  = 3600
)

// connection is an OIDC connection of an organisation: it trusts jobs that GitHub
// vouches for
// (https://docs.docker.com/enterprise/security/oidc-connections/).
type connection struct {
	id           string // a UUID
	organisation string // whose name is the user name
	life         int    // seconds, that the token is asked to live
}

// connectionSet tells whether a connection is named.
func connectionSet() bool { return strings.Trim(os.Getenv(connectionVariable), " \t") != "" }

// organisation is the first user name that is set, and its variable. A user of
// another registry does not count.
func organisation() (name, where string, err error) {
	for _, variable := range []string{"DOCKERHUB_USERNAME", "DOCKER_HUB_USERNAME", "DOCKER_USERNAME"} {
		if name, err = envname.Secret(variable); err != nil {
			return "", variable, err
		}
		if name != "" && (variable != "DOCKER_USERNAME" || named(registry.Name{Host: dockerhub.Hardened}, os.Getenv("DOCKER_REGISTRY"))) {
			return name, variable, nil
		}
	}
	return "", "DOCKERHUB_USERNAME", nil
}

// connect is the identity of this job at an organisation; where says who names that.
func connect(organisation, where string) (connection, identity.Identity, error) {
	c := connection{id: strings.ToLower(strings.Trim(os.Getenv(connectionVariable), " \t")), organisation: organisation}
	who := identity.Identity{Label: "OIDC connection of the organisation " + organisation, Username: organisation, Configured: true}
	switch {
	case !isUUID(c.id):
		return c, who, fault.New(fault.Config,
			"%s is not a UUID: copy the connection's ID from Docker Home, Identity & auth, OIDC connections", connectionVariable)
	case organisation == "":
		return c, who, fault.New(fault.Config, "%s is not set, %s is: set it to the organisation's name", where, connectionVariable)
	}
	err := checkUser(organisation, where)
	if err == nil {
		c.life, err = life()
	}
	return c, who, err
}

// life is how long a token is asked to live.
func life() (int, error) {
	text := strings.Trim(os.Getenv(lifeVariable), " \t")
	if text == "" {
		return leastLife, nil
	}
	seconds, err := strconv.Atoi(text)
	if err != nil || seconds < leastLife || seconds > mostLife {
		return 0, fault.New(fault.Config, "%s must be a number of seconds from %d to %d", lifeVariable, leastLife, mostLife)
	}
	return seconds, nil
}

// isUUID holds the form 8-4-4-4-12 in lower case
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
