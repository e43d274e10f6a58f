package main

import (
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
)

const (
	configVariable = "QUAY_CONFIG_FILE"
	downloadAgain  = "download the robot's Docker Configuration again"
)

// configPair returns the pair in the "Docker Configuration" that Quay offers for a robot.
func configPair(in *inputs.Recorder, path string, name registry.Name) (identity.Identity, error) {
	text, err := in.Secret(path, configVariable)
	if err != nil {
		return identity.Identity{}, err
	}
	user, secret, err := entry(text, name, configVariable)
	return identity.OfPair("Docker configuration of "+configVariable, user, secret), err
}

// entry returns the pair of a registry in a Docker config. It ignores a key with a path, which is
// for a single repository.
func entry(text string, name registry.Name, where string) (user, secret string, err error) {
	config, err := dockerconfig.Parse([]byte(text), where)
	if err != nil {
		return "", "", fault.New(fault.Config, "%w: %s", err, downloadAgain)
	}
	for _, e := range config.Auths {
		key, err := registry.Parse(e.Key)
		if err != nil || key.Registry() != name.Registry() || !key.Whole() || e.Placeholder() {
			continue
		}
		switch {
		case e.Problem != nil:
			return "", "", fault.New(fault.Config, "%s, the entry for this registry: %w", where, e.Problem)
		case e.Username == credential.TokenUser:
			return "", "", fault.New(fault.Config, "%s contains an identity token, which Quay does not use: %s",
				where, downloadAgain)
		case e.Username == "":
			return "", "", fault.New(fault.Config, "%s contains an empty user name: %s", where, quoteHint)
		case e.Secret == "":
			return "", "", fault.New(fault.Config, "%s has no password for this registry: %s", where, downloadAgain)
		}
		where += ", the entry for this registry: its user name"
		return e.Username, e.Secret.Reveal(), checkUser(e.Username, where)
	}
	return "", "", fault.New(fault.Config, "%s has no entry for this registry: "+
		"download the robot's Docker Configuration from this registry", where)
}
