package credential

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// CheckUser returns an error for a user name that a client would interpret differently:
// the mark of an identity token, or a name with a colon, which ends the name in a Basic
// header (https://datatracker.ietf.org/doc/html/rfc7617#section-2). where is the source
// of the user name and expected what it should be, both for the error.
func CheckUser(user, where, expected string) error {
	if user == TokenUser || strings.Contains(user, ":") || len(user) > 255 {
		return fault.New(fault.Config, "%s is not a user name: set it to %s", where, expected)
	}
	return nil
}
