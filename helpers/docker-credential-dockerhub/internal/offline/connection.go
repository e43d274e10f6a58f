package offline

import (
	"errors"
	"os"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/subject"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Identity host of Docker, and the audience that it wants in a job's token
// (https://github.com/docker/login-action/blob/master/src/dockerhub.ts).
const (
	Host     = "identity.docker.com"
	Audience = "https://" + Host
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

// Connection is an OIDC connection of an organisation: it trusts jobs that GitHub
// vouches for
// (https://docs.docker.com/enterprise/security/oidc-connections/).
type Connection struct {
	ID           string // a UUID
	Organisation string // whose name is the user name
	Life         int    // seconds, that the token is asked to live
}

// ConnectionSet tells whether a connection is named.
func ConnectionSet() bool { return ascii.Trim(os.Getenv(connectionVariable)) != "" }

// Organisation is the one that variables name, for explain before there is a token.
func Organisation() string {
	name, _ := organisation()
	return name
}

// organisation is the first user name that is set, and its variable. A user of
// another registry is none.
func organisation() (name, where string) {
	for _, variable := range []string{"DOCKERHUB_USERNAME", "DOCKER_HUB_USERNAME", "DOCKER_USERNAME"} {
		name = os.Getenv(variable)
		if name != "" && (variable != "DOCKER_USERNAME" || named(registry.Name{Host: Hardened}, os.Getenv("DOCKER_REGISTRY"))) {
			return name, variable
		}
	}
	return "", "DOCKERHUB_USERNAME"
}

// connected is the identity of this job at an organisation, and where that is named.
func connected(organisation, where string) (Identity, error) {
	c := Connection{ID: ascii.Lower(ascii.Trim(os.Getenv(connectionVariable))), Organisation: organisation}
	var err error
	switch {
	case !isUUID(c.ID):
		return Identity{}, errors.New(connectionVariable + " is no UUID: copy the connection's ID from Docker Home, Identity & auth, OIDC connections")
	case organisation == "":
		return Identity{}, errors.New(where + " is not set, " + connectionVariable + " is: set it to the organisation's name")
	}
	if err = checkUser(organisation, where); err == nil {
		c.Life, err = life()
	}
	return Identity{Connection: c, Source: tokencache.Source{
		ID:         "connection " + c.ID + "\norganisation " + organisation + "\nrunner " + subject.Runner() + "\n",
		Scope:      "life " + strconv.Itoa(c.Life) + "\n",
		Words:      "OIDC connection of the organisation " + organisation,
		Configured: true,
	}}, err
}

// life is how long a token is asked to live.
func life() (int, error) {
	text := ascii.Trim(os.Getenv(lifeVariable))
	if text == "" {
		return leastLife, nil
	}
	seconds, err := strconv.Atoi(text)
	if err != nil || seconds < leastLife || seconds > mostLife {
		return 0, errors.New(lifeVariable + " is none: set it to seconds from " + strconv.Itoa(leastLife) + " to " + strconv.Itoa(mostLife) + ", or unset it")
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
