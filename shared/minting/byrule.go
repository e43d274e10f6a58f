package minting

import (
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// ByRule returns the identity of a user that a rule names, with the token from its
// credentials_file. check rejects an invalid user name.
func ByRule(u userconfig.Rule, user, token string, check func(user, where string) error) (identity.Identity, error) {
	if user == "" {
		return identity.Identity{}, u.Mistake("credentials_file contains only a token: add username")
	}
	return identity.OfPair("token of "+user+" in a file", user, token), check(user, u.Where(userconfig.Username))
}
