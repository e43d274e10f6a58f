package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/registry"
)

const (
	userVariable     = "QUAY_USERNAME"
	passwordVariable = "QUAY_PASSWORD"
	tokenVariable    = "QUAY_TOKEN"
	configName       = "QUAY_CONFIG_FILE"
)

// OAuthUser is the user name of an OAuth token, in place of a user
// (https://github.com/quay/quay/blob/master/auth/credential_consts.py).
const OAuthUser = "$oauthtoken"

// eaten is what to say of an empty user name: a shell takes $oauthtoken, $app and
// $token for variables of its own.
const eaten = ": a shell takes $oauthtoken, $app and $token for its own variables, so write them in single quotes"

// userPair is a user's or robot's name with its password or token.
func userPair(registry.Name) (id Identity, found bool, err error) {
	user, named := os.LookupEnv(userVariable)
	password := os.Getenv(passwordVariable)
	switch {
	case user == "" && password == "":
		return Identity{}, false, nil
	case user == "" && named:
		return Identity{}, false, errors.New(userVariable + " is empty, " + passwordVariable + " is set" + eaten)
	case user == "":
		return Identity{}, false, errors.New(userVariable + " is not set, " + passwordVariable + " is: set both")
	case password == "" && os.Getenv(tokenVariable) != "":
		return Identity{}, false, errors.New(tokenVariable + " is for an OAuth token, which has no user: put the token of " + userVariable + " into " + passwordVariable)
	case password == "":
		return Identity{}, false, errors.New(passwordVariable + " is not set, " + userVariable + " is: set both")
	}
	return held(user, password, "variables "+userVariable+" and "+passwordVariable), true, checkUser(user, userVariable)
}

// oauthToken is a token of an OAuth application.
func oauthToken(registry.Name) (id Identity, found bool, err error) {
	token := os.Getenv(tokenVariable)
	return held(OAuthUser, token, "variable "+tokenVariable), token != "", nil
}

// checkUser refuses names that a client would read as something else: the mark of
// an identity token, and a colon, which ends the name in a Basic header
// (https://datatracker.ietf.org/doc/html/rfc7617#section-2).
func checkUser(user, where string) error {
	if user == credential.TokenUser || ascii.Index(user, ':') >= 0 || len(user) > 255 {
		return errors.New(where + " is no user name: set it to a user, to a robot such as namespace+name, or to '" + OAuthUser + "'")
	}
	return nil
}
