package main

import (
	"github.com/dockercfg/dockercfg/helpers/internal/dockerhub"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/minting"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// byRule returns the identity that the user's rule selects: a user and the file of a token, or
// an organization for the connection. It is not configured if the rule selects neither.
func byRule(
	in *inputs.Recorder, name registry.Name, u userconfig.Rule,
) (c connection, who identity.Identity, err error) {
	if err := u.Only("docker-credential-dockerhub", userconfig.Username, userconfig.CredentialsFile); err != nil {
		return c, who, err
	}
	user, path := u.Get(userconfig.Username), u.Get(userconfig.CredentialsFile)
	switch {
	case path != "" && user == "":
		return c, who, u.Mistake("credentials_file contains only a token: add username")
	case path == "" && !dockerhub.Match(name):
		// A credential for Docker must not be sent to another host only because a rule claims it.
		return c, who, u.Mistake("this host does not belong to Docker: add its username and credentials_file")
	case user == "":
		return c, who, nil
	case path == "" && !connectionSet():
		return c, who, u.Mistake("username has no secret: add credentials_file, the absolute path of a file that "+
			"contains its token, or set %s", connectionVariable)
	case path == "":
		return connect(user, u.Where(userconfig.Username))
	}
	secret, err := in.Secret(path, u.Where(userconfig.CredentialsFile))
	if err == nil {
		who, err = minting.ByRule(u, user, secret, checkUser)
	}
	return c, who, err
}
