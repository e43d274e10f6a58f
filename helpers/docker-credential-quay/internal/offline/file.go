package offline

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// maxFile bounds a file with a secret, in bytes.
const maxFile = 64 << 10

// configVariable is the "Docker Configuration" that Quay offers for a robot.
func configVariable(name registry.Name) (id Identity, found bool, err error) {
	path := os.Getenv(configName)
	if path == "" {
		return Identity{}, false, nil
	}
	text, err := read(path, configName)
	if err != nil {
		return Identity{}, false, err
	}
	user, secret, err := entry(text, name, "the file of "+configName)
	return held(user, secret, "Docker configuration of "+configName), true, err
}

// byRule is the identity that the user's rule names: a user with the file of a
// token, such a file of a robot's with both, or a robot for whom the job's token
// stands.
func byRule(name registry.Name, u rule.Rule) (id Identity, found bool, err error) {
	if err := u.Only("docker-credential-quay", rule.Username, rule.CredentialsFile); err != nil {
		return Identity{}, false, err
	}
	user, path := u.Get(rule.Username), u.Get(rule.CredentialsFile)
	place := " in line " + strconv.Itoa(u.Line) + " of config.toml"
	switch {
	case path == "" && user != "":
		id, err = keyless(user, "username"+place, name)
		return id, true, err
	case path == "" && !Match(name):
		// What is for the hosted registry never goes elsewhere only because a host is claimed.
		return Identity{}, false, errors.New("config.toml, line " + strconv.Itoa(u.Line) + ": the rule does not say what this host gets: add username, credentials_file or both")
	case path == "":
		return Identity{}, false, nil
	}
	secret, err := read(path, "credentials_file"+place)
	if err == nil && strings.HasPrefix(secret, "{") {
		var named string
		if named, secret, err = entry(secret, name, "the credentials_file"+place); err == nil && user != "" && user != named {
			err = errors.New("username" + place + " is not the one of its credentials_file: take one of them out")
		}
		user = named
	}
	if err == nil && user == "" {
		err = errors.New("username" + place + " is not set, and credentials_file holds a token alone: add username")
	}
	if err == nil {
		err = checkUser(user, "username"+place)
	}
	return held(user, secret, "token of "+user+" in a file"), true, err
}

// read is what a file holds, without the line end that an editor leaves.
func read(path, where string) (string, error) {
	if !filepath.IsAbs(path) {
		return "", errors.New(where + " is a relative path, which the working directory decides about: write its absolute path")
	}
	data, err := safefile.ReadNamed(path, maxFile, false)
	if err != nil {
		return "", errors.New("reading the file of " + where + ": " + err.Error() + ": check the path and the permissions")
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if text == "" {
		return "", errors.New("the file of " + where + " is empty: write the secret into it")
	}
	return text, nil
}

// entry is the pair of a registry in a Docker config. A key with a path is for a
// repository alone, and not taken for the registry.
func entry(text string, name registry.Name, where string) (user, secret string, err error) {
	config, err := dockerconfig.Parse([]byte(text), where)
	if err != nil {
		return "", "", errors.New(err.Error() + ": download the robot's Docker Configuration anew")
	}
	for _, e := range config.Auths {
		key, err := registry.Parse(e.Key)
		if err != nil || key.Registry() != name.Registry() || !key.Whole() || e.Placeholder() {
			continue
		}
		switch {
		case e.Problem != nil:
			return "", "", errors.New(where + ", the entry of this registry: " + e.Problem.Error())
		case e.Username == credential.TokenUser:
			return "", "", errors.New(where + " holds an identity token, which Quay has none of: download the robot's Docker Configuration anew")
		case e.Username == "":
			return "", "", errors.New(where + " has an empty user name" + eaten)
		case e.Secret == "":
			return "", "", errors.New(where + " has no password for this registry: download the robot's Docker Configuration anew")
		}
		return e.Username, e.Secret.Reveal(), checkUser(e.Username, "the user name of "+where)
	}
	return "", "", errors.New(where + " has no entry for this registry: download the robot's Docker Configuration from it")
}
