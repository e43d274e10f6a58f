package formats

import (
	"encoding/base64"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Entry is one registry's login, to be encoded.
type Entry struct {
	Key      string // registry.Name.Key: host[:port], perhaps with a repository, or registry.HubKey
	Username string // credential.TokenUser for an identity token
	Secret   credential.Secret
	Email    string // "" unless the input had one
}

// NullUser is the user name besides an identity token: podman and related programs use
// the token only if there is an `auth` that decodes to a user
// (https://github.com/containers/image/blob/main/pkg/docker/config/config.go).
const NullUser = "00000000-0000-0000-0000-000000000000"

// Check returns the reason why an entry cannot be encoded in the format.
func (f Format) Check(e Entry) error {
	name, err := registry.Parse(e.Key)
	secret := e.Secret.Reveal()
	pattern := err != nil && strings.Contains(e.Key, "*")
	switch {
	case pattern && f.patterns != anyPattern && f.patterns != e.Key:
		return errors.New("its key is a pattern, which readers of " + f.Name + " do not support: name one HOST")
	case err != nil && !pattern:
		return err
	case !pattern && !name.Whole() && !f.paths:
		return errors.New("its key names a repository, and readers of " + f.Name +
			" would use it for the whole registry, or not at all")
	case e.Username == credential.TokenUser && !f.tokens:
		return errors.New("it is an identity token, which readers of " + f.Name +
			" drop: log in with a password or access token")
	case e.Username == "":
		return errors.New("its user name is empty")
	case strings.Contains(e.Username, ":"):
		return errors.New("its user name contains a colon, at which readers split it")
	case strings.ContainsFunc(e.Username, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return errors.New("its user name contains a control character")
	case e.Secret == "":
		return errors.New("its secret is empty")
	case strings.IndexByte(secret, 0) >= 0:
		return errors.New("its secret contains a NUL byte, which some readers drop")
	case !utf8.ValidString(e.Username) || !utf8.ValidString(secret) || !utf8.ValidString(e.Email):
		return errors.New("it is not valid UTF-8")
	case (f.Name == "userpass" || f.Name == "password") && strings.ContainsAny(secret, "\r\n"):
		return errors.New("its secret has several lines, and readers of " + f.Name + " use only one")
	}
	return nil
}

// Repositories reports whether readers of the format distinguish the login of a
// repository from that of its registry.
func (f Format) Repositories() bool { return f.paths }

// WithRepositories returns the format with support for keys of repositories, for a reader
// whose own file already had such keys.
func (f Format) WithRepositories() Format {
	f.paths = true
	return f
}

// login returns the entry in the form that readers of the format need.
func (f Format) login(e Entry) login {
	l := login{key: f.key(e.Key), user: e.Username, secret: e.Secret.Reveal()}
	if e.Username == credential.TokenUser {
		l = login{key: l.key, user: NullUser, token: e.Secret.Reveal()}
	}
	// docker wrote "none" if the user gave no address.
	if f.email && e.Email != "none" {
		l.email = e.Email
	}
	return l
}

// key returns the name by which readers of the format look for a registry.
func (f Format) key(key string) string {
	name, err := registry.Parse(key)
	switch {
	case err != nil || !name.IsHub():
		return key
	case name.Whole():
		return f.hub
	}
	// Readers that support repositories look for one of Docker Hub's with the short name.
	return "docker.io" + strings.TrimSuffix(name.Path, "/")
}

func encodeAuth(user, secret string) string {
	return base64.StdEncoding.EncodeToString([]byte(user + ":" + secret))
}
