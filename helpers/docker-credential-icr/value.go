package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// maxSecret is the maximum size of a key, a token and a file of properties in bytes.
const maxSecret = 64 << 10

// secret returns the value of a variable, or the content of the file that it names after an @,
// like IBM's command line
// (https://cloud.ibm.com/docs/cli?topic=cli-ibmcloud_env_var#IBMCLOUD_API_KEY). where says which
// of the two it was; "" means that the variable is not set.
func (r resolver) secret(name string) (value, where string, err error) {
	value, err = envname.Secret(name)
	if value == "" || err != nil {
		return "", "", err
	}
	path, named := strings.CutPrefix(value, "@")
	if !named {
		return value, name, checkSecret(value, name)
	}
	where = "the file named by " + name
	text, err := r.file(path, name)
	if err != nil {
		return "", where, err
	}
	value = trimLine(text)
	return value, where, checkSecret(value, where)
}

// checkSecret returns an error for anything that cannot be a key or token, so that it is not sent.
func checkSecret(value, where string) error {
	switch {
	case value == "":
		return errors.New(where + " is empty: set it to the secret")
	case len(value) > maxSecret || strings.ContainsFunc(value, func(c rune) bool { return c <= ' ' || c > '~' }):
		return errors.New(where + " does not contain a valid secret: it must be a single line without spaces")
	}
	return nil
}

// file reads a file that a variable, a rule or another file names. A relative path would let
// the working directory choose the identity.
func (r resolver) file(path, name string) (string, error) {
	if !filepath.IsAbs(path) {
		return "", errors.New(name + " names a relative path: " +
			"use an absolute path, which does not depend on the working directory")
	}
	data, err := r.in.Read(path, maxSecret, false)
	if err != nil {
		return "", fmt.Errorf("reading the file named by %s: %s: check the path and the permissions",
			name, safefile.Problem(err))
	}
	text, err := safefile.Text(data)
	if err == nil && strings.TrimSpace(text) == "" {
		return "", errors.New("the file named by " + name + " is empty: write the login to it")
	}
	if err != nil {
		return "", fmt.Errorf("reading the file named by %s: %w", name, err)
	}
	return text, nil
}

// trimLine removes a newline, which editors add.
func trimLine(text string) string {
	return strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
}
