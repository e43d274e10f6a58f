package envname

import (
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// Secret returns the secret, or the user name, in a variable; "" if the variable is not
// set. All helpers use the same rule for what gets into a variable by mistake:
//
//   - A final newline is removed, as `docker login --password-stdin` does: a shell or a
//     secret store added it.
//   - Quotes around the whole value are an error that names the variable. `docker run
//     --env-file` and many CI systems keep them as part of the value, and a registry
//     would only report that the secret is wrong.
//
// Everything else is unchanged, byte for byte.
func Secret(name string) (string, error) {
	value := os.Getenv(name)
	secret := cutLineEnd(value)
	switch {
	case secret == "" && value != "":
		return "", fault.New(fault.Config, "%s contains only a newline: set it to the value, or unset it", name)
	case quoted(secret):
		return "", fault.New(fault.Config, "%s has quotes around its value, which an env-file or CI variable keeps: "+
			"set it again without them", name)
	}
	return secret, nil
}

// Pair returns Secret of two variables that belong together.
func Pair(user, secret string) (string, string, error) {
	u, err := Secret(user)
	if err != nil {
		return "", "", err
	}
	s, err := Secret(secret)
	return u, s, err
}

func cutLineEnd(s string) string { return strings.TrimSuffix(strings.TrimSuffix(s, "\n"), "\r") }

// quoted reports whether a text begins and ends with the same quote.
func quoted(s string) bool {
	return len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0]
}
