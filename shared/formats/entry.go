package formats

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
	Key      string // registry.Name.Key: host[:port], with a repository below it or not, or registry.HubKey
	Username string // credential.TokenUser for an identity token
	Secret   credential.Secret
	Email    string // "" unless the input had one
}

// NullUser stands beside an identity token: the podman family reads the token
// only next to an `auth` that decodes to a user
// (https://github.com/containers/image/blob/main/pkg/docker/config/config.go).
const NullUser = "00000000-0000-0000-0000-000000000000"

// Check tells why an entry cannot be written in format f.
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
		return errors.New("its key names a repository, and readers of " + f.Name + " would use it for the whole registry, or not at all")
	case e.Username == credential.TokenUser && !f.tokens:
		return errors.New("it is an identity token, which readers of " + f.Name + " drop: log in with a password or access token")
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

// Repositories tells whether the format's readers keep the login of a repository
// apart from that of its registry.
func (f Format) Repositories() bool { return f.paths }

// WithRepositories is the format with the keys of repositories in it, for a reader
// that had them in its own file before.
func (f Format) WithRepositories() Format {
	f.paths = true
	return f
}

// login is the entry as the format's readers are to find it.
func (f Format) login(e Entry) login {
	l := login{key: f.key(e.Key), user: e.Username, secret: e.Secret.Reveal()}
	if e.Username == credential.TokenUser {
		l = login{key: l.key, user: NullUser, token: e.Secret.Reveal()}
	}
	// "none" is what docker wrote when nobody gave an address.
	if f.email && e.Email != "none" {
		l.email = e.Email
	}
	return l
}

// key is the name by which the format's readers know a registry.
func (f Format) key(key string) string {
	name, err := registry.Parse(key)
	switch {
	case err != nil || !name.IsHub():
		return key
	case name.Whole():
		return f.hub
	}
	// A repository of Docker Hub's is below its short name for all who know paths.
	return "docker.io" + strings.TrimSuffix(name.Path, "/")
}

func encodeAuth(user, secret string) string {
	return base64.StdEncoding.EncodeToString([]byte(user + ":" + secret))
}
