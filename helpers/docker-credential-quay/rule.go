package main

import (
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/quay"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/minting"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// byRule returns the identity that the user's rule selects: a user with the file of a token, a
// robot's Docker Configuration with both, or a robot that trusts the job's token. It is not
// configured if the rule selects none of them.
func byRule(
	in *inputs.Recorder, name registry.Name, u userconfig.Rule,
) (r robot, who identity.Identity, err error) {
	if err := u.Only("docker-credential-quay", userconfig.Username, userconfig.CredentialsFile); err != nil {
		return r, who, err
	}
	user, path := u.Get(userconfig.Username), u.Get(userconfig.CredentialsFile)
	switch {
	case path == "" && user != "":
		return keyless(in, user, u.Where(userconfig.Username), name)
	case path == "" && !quay.Match(name):
		// Credentials for quay.io must not be sent to another host only because a rule claims it.
		return r, who, u.Mistake("the rule has no credentials for this host: add username, credentials_file or both")
	case path == "":
		return r, who, nil
	}
	where := u.Where(userconfig.CredentialsFile)
	secret, err := in.Secret(path, where)
	if err == nil && strings.HasPrefix(secret, "{") {
		var named string
		if named, secret, err = entry(secret, name, where); err == nil && user != "" && user != named {
			err = u.Mistake("username is not the one in credentials_file: remove one of them")
		}
		user = named
	}
	if err == nil {
		who, err = minting.ByRule(u, user, secret, checkUser)
	}
	return r, who, err
}
