package credential

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// CheckUser refuses user names that a client would read as something else: the mark
// of an identity token, and a colon, which ends the name in a Basic header
// (https://datatracker.ietf.org/doc/html/rfc7617#section-2). where says whose it is
// and expected what it should be, both for the error.
func CheckUser(user, where, expected string) error {
	if user == TokenUser || strings.Contains(user, ":") || len(user) > 255 {
		return fault.New(fault.Config, "%s is not a user name: set it to %s", where, expected)
	}
	return nil
}
