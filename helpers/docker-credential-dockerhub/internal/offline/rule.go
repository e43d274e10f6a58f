package offline

import (
	"errors"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// maxSecret bounds a secret's file, in bytes.
const maxSecret = 64 << 10

// byRule is the identity that the user's rule names: a user and the file of a
// token, or an organisation for the connection.
func byRule(name registry.Name, u rule.Rule) (id Identity, found bool, err error) {
	if err := u.Only("docker-credential-dockerhub", rule.Username, rule.CredentialsFile); err != nil {
		return Identity{}, false, err
	}
	user, path := u.Get(rule.Username), u.Get(rule.CredentialsFile)
	where := "username in line " + strconv.Itoa(u.Line) + " of config.toml"
	switch {
	case path != "" && user == "":
		return Identity{}, false, mistake(u, "credentials_file holds a token alone: add username")
	case path == "" && !Match(name):
		// What is for Docker never goes elsewhere only because a host is claimed.
		return Identity{}, false, mistake(u, "this host is none of Docker's: add the username and the credentials_file that it is to get")
	case user == "":
		return Identity{}, false, nil
	case path == "" && !ConnectionSet():
		return Identity{}, false, mistake(u, "username has no secret: add credentials_file, the absolute path of a file that holds its token, or set "+connectionVariable)
	case path == "":
		id, err = connected(user, where)
		return id, true, err
	}
	secret, err := secretIn(path, u)
	if err == nil {
		err = checkUser(user, where)
	}
	return held(user, secret, "token of "+user+" in a file"), true, err
}

func mistake(u rule.Rule, what string) error {
	return errors.New("config.toml, line " + strconv.Itoa(u.Line) + ": " + what)
}

// secretIn is what a file holds, without the line end that an editor leaves.
func secretIn(path string, u rule.Rule) (string, error) {
	if !filepath.IsAbs(path) {
		return "", mistake(u, "credentials_file is a relative path, which the working directory decides about: write its absolute path")
	}
	data, err := safefile.ReadNamed(path, maxSecret, false)
	if err != nil {
		return "", errors.New("reading the credentials_file in line " + strconv.Itoa(u.Line) + " of config.toml: " + err.Error() + ": check the path and the permissions")
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if text == "" {
		return "", mistake(u, "credentials_file is empty: write the token into it")
	}
	return text, nil
}
