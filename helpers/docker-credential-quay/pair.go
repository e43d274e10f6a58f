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

// oauthUser is the user name for an OAuth token
// (https://github.com/quay/quay/blob/master/auth/credential_consts.py).
const oauthUser = "$oauthtoken"

// quoteHint says what to do about an empty user name.
const quoteHint = "a shell replaces $oauthtoken, $app and $token with its own variables: write them in single quotes"

// userPair returns the name of a user or robot with its password or token. It is not configured if
// neither variable is set.
func userPair() (identity.Identity, error) {
	_, named := os.LookupEnv(userVariable)
	user, password, err := envname.Pair(userVariable, passwordVariable)
	switch {
	case err != nil:
		return identity.Identity{}, err
	case user == "" && password == "":
		return identity.Identity{}, nil
	case user == "" && named:
		return identity.Identity{}, fault.New(fault.Config, "%s is set but %s is empty: %s",
			passwordVariable, userVariable, quoteHint)
	case password == "" && os.Getenv(tokenVariable) != "":
		return identity.Identity{}, fault.New(fault.Config, "%s is for an OAuth token, which has no user: "+
			"set %s to the token of %s", tokenVariable, passwordVariable, userVariable)
	}
	if err := envname.BothSet(userVariable, user, passwordVariable, password); err != nil {
		return identity.Identity{}, err
	}
	who := identity.OfPair("variables "+userVariable+" and "+passwordVariable, user, password)
	return who, checkUser(user, userVariable)
}

// oauthToken returns the token of an OAuth application.
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
