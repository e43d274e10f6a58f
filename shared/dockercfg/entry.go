// Package dockercfg writes static dockercfg files: the shapes in which clients
// without helpers read registry logins.
//
//	entries ──Check──► format.encode ──► bytes ──format.accepts──► the caller's file
//
// What is written is read back by the rules of its reader before anybody gets
// it, since a reader that refuses one entry often refuses the file, or worse,
// pulls anonymously. A static file holds only `auth`: no `{}` (it means "look in
// the store"), no credsStore and no credHelpers (they outrank entries).
package dockercfg

import (
	"encoding/base64"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Entry is one registry's login, ready to be written.
type Entry struct {
	Key      string // registry.Name.Key: host[:port], or registry.HubKey
	Username string // credential.TokenUser for an identity token
	Secret   credential.Secret
	Email    string // "" unless the input had one
}

// NullUser stands beside an identity token: the podman family reads the token
// only next to an `auth` that decodes to a user
// (https://github.com/containers/image/blob/main/pkg/docker/config/config.go).
const NullUser = "00000000-0000-0000-0000-000000000000"

// Check tells why an entry cannot be written as `auth` in format f.
func (f Format) Check(e Entry) error {
	name, err := registry.Parse(e.Key)
	switch {
	case err != nil:
		return err
	case !name.Whole() && !f.paths:
		return errors.New("its key names a repository, and readers of " + f.Name + " would use it for the whole registry")
	case e.Username == credential.TokenUser && !f.tokens:
		return errors.New("it is an identity token, which readers of " + f.Name + " drop")
	case e.Username == "":
		return errors.New("its user name is empty")
	case strings.Contains(e.Username, ":"):
		return errors.New("its user name holds a colon, where readers cut")
	case strings.ContainsFunc(e.Username, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return errors.New("its user name holds a control character")
	case e.Secret == "":
		return errors.New("its secret is empty")
	case strings.IndexByte(e.Secret.Reveal(), 0) >= 0:
		return errors.New("its secret holds a NUL byte, which some readers drop")
	case !utf8.ValidString(e.Username) || !utf8.ValidString(e.Secret.Reveal()):
		return errors.New("it is not valid UTF-8")
	}
	return nil
}

func encodeAuth(user, secret string) string {
	return base64.StdEncoding.EncodeToString([]byte(user + ":" + secret))
}
