package offline

import (
	"errors"
	"os"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
)

// maxSecret bounds a key, a token and a file of variables, in bytes.
const maxSecret = 64 << 10

// secret is what a variable holds, or the file that it names behind an @, as
// IBM's command line has it
// (https://cloud.ibm.com/docs/cli?topic=cli-ibmcloud_env_var#IBMCLOUD_API_KEY).
// where says which of the two it was; "" means that the variable is not set.
func secret(name string) (value, where string, err error) {
	value = os.Getenv(name)
	switch {
	case value == "":
		return "", "", nil
	case value[0] != '@':
		return value, name, checkSecret(value, name)
	}
	where = "the file of " + name
	text, err := file(value[1:], name)
	if err != nil {
		return "", where, err
	}
	value = trimLine(text)
	return value, where, checkSecret(value, where)
}

// checkSecret refuses what no key and no token is, before it could be sent.
func checkSecret(value, where string) error {
	switch {
	case value == "":
		return errors.New(where + " is empty: write the secret into it")
	case len(value) > maxSecret || !ascii.Printable(value):
		return errors.New(where + " holds something that is no secret: it is one line without spaces")
	}
	return nil
}

// file reads a file that a variable or another file names. A relative path would
// let the working directory choose the identity.
func file(path, name string) (string, error) {
	if !isAbsolute(path) {
		return "", errors.New(name + " names a file by a relative path, which the working directory decides about: write its absolute path")
	}
	data, ok := rawfile.Read(path, maxSecret)
	if !ok {
		return "", errors.New("reading the file of " + name + ": it is not there, or not a readable file of at most 64 KiB: check the path and the permissions")
	}
	return string(data), nil
}

func isAbsolute(path string) bool {
	if runtime.GOOS == "windows" {
		return len(path) > 3 && isLetter(path[0]|0x20) && path[1] == ':' && (path[2] == '\\' || path[2] == '/')
	}
	return ascii.HasPrefix(path, "/")
}

// trimLine removes the line end that an editor leaves.
func trimLine(text string) string {
	if ascii.HasSuffix(text, "\n") {
		text = text[:len(text)-1]
	}
	if ascii.HasSuffix(text, "\r") {
		text = text[:len(text)-1]
	}
	return text
}
