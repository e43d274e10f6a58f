package main

import (
	"os"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
)

const (
	userVariable     = "QUAY_USERNAME"
	passwordVariable = "QUAY_PASSWORD"
	tokenVariable    = "QUAY_TOKEN"
)

// oauthUser is the user name of an OAuth token, in place of a user
// (https://github.com/quay/quay/blob/master/auth/credential_consts.py).
const oauthUser = "$oauthtoken"

// quoted is what to do about an empty user name.
const quoted = "a shell takes $oauthtoken, $app and $token for its own variables, so write them in single quotes"

// userPair is a user's or robot's name with its password or token; it is not
// configured where neither variable is set.
func userPair() (identity.Identity, error) {
	_, named := os.LookupEnv(userVariable)
	user, password, err := envname.Pair(userVariable, passwordVariable)
	switch {
	case err != nil:
		return identity.Identity{}, err
	case user == "" && password == "":
		return identity.Identity{}, nil
	case user == "" && named:
		return identity.Identity{}, fault.New(fault.Config, "%s is empty, %s is set: %s", userVariable, passwordVariable, quoted)
	case user == "":
		return identity.Identity{}, fault.New(fault.Config, "%s is not set, %s is: set both", userVariable, passwordVariable)
	case password == "" && os.Getenv(tokenVariable) != "":
		return identity.Identity{}, fault.New(fault.Config,
			"%s is for an OAuth token, which has no user: put the token of %s into %s", tokenVariable, userVariable, passwordVariable)
	case password == "":
		return identity.Identity{}, fault.New(fault.Config, "%s is not set, %s is: set both", passwordVariable, userVariable)
	}
	return identity.OfPair("variables "+userVariable+" and "+passwordVariable, user, password), checkUser(user, userVariable)
}

// oauthToken is a token of an OAuth application.
func oauthToken() (identity.Identity, error) {
	token, err := envname.Secret(tokenVariable)
	if token == "" || err != nil {
		return identity.Identity{}, err
	}
	return identity.OfPair("variable "+tokenVariable, oauthUser, token), nil
}

func checkUser(user, where string) error {
	return credential.CheckUser(user, where, "a user, to a robot such as namespace+name, or to '"+oauthUser+"'")
}
