package dockerconfig

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// Entry is one key of `auths`. An entry without a credential is a placeholder for a login
// in the store. Problem is the reason why an entry cannot be used.
type Entry struct {
	Key      string
	Username string // credential.TokenUser for an identity token
	Secret   credential.Secret
	Email    string
	Both     bool   // it has a password besides the identity token, which takes precedence
	Part     string // the object of a manifest that contains it
	Problem  error
}

// Placeholder reports whether an entry has no credential and no problem.
func (e Entry) Placeholder() bool { return e.Username == "" && e.Secret == "" && e.Problem == nil }

// Credential returns the entry's credential.
func (e Entry) Credential(source string) credential.Credential {
	c := credential.Credential{Username: e.Username, Secret: e.Secret, Kind: credential.Static, Source: source}
	if expires, ok := e.Secret.Expiry(); ok {
		c.Kind, c.Expires = credential.Exchanged, expires
	}
	return c
}

var entryFields = []string{"auth", "username", "password", "email", "identitytoken", "registrytoken"}

func (c *Config) readAuths(data []byte, v strictjson.Value) error {
	if v.Kind != strictjson.Object && v.Kind != strictjson.Null {
		return strictjson.At(data, v.Start, "auths is not an object but "+v.Kind.String())
	}
	for _, m := range v.Members {
		if err := strictjson.Known(data, m.Value, entryFields...); err != nil {
			return err
		}
		e := Entry{Key: m.Name}
		e.Problem = e.read(m.Value)
		c.warnAbout(e, m.Value)
		c.Auths = append(c.Auths, e)
	}
	return nil
}

// warnAbout adds warnings about values that are accepted here, but not by other readers or
// the registry.
func (c *Config) warnAbout(e Entry, v strictjson.Value) {
	auth, _ := v.Get("auth")
	if e.Problem == nil && unpadded(auth.Text) {
		c.Warnings = append(c.Warnings, Warning{Unpadded, c.Path, fmt.Sprintf("the auth of %q has no padding: "+
			"kubelets read it, but docker refuses the whole file: write the file again with `dockercfg export`", e.Key)})
	}
	c.warnAboutKey(e.Key)
	if EndsInLine(e.Secret) {
		c.Warnings = append(c.Warnings, Warning{LineEnd, c.Path, fmt.Sprintf("the password of %q ends in a "+
			"newline, as `echo` writes it: log in again, with printf instead of echo", e.Key)})
	}
}

// warnAboutKey adds a warning about a key that no client uses.
func (c *Config) warnAboutKey(key string) {
	if name, err := registry.Parse(key); err == nil && name.HubSite() {
		c.Warnings = append(c.Warnings, Warning{HubSite, c.Path, fmt.Sprintf("%q is Docker Hub's web site: clients "+
			"look for Docker Hub by the key %s", key, registry.HubKey)})
	}
}

// EndsInLine reports whether a secret ends with a newline, as from a shell's echo. A
// JSON key does not count, since a newline does not change it.
func EndsInLine(secret credential.Secret) bool {
	text := secret.Reveal()
	return text != strings.TrimRight(text, "\r\n") && !strings.HasPrefix(text, "{")
}

// read fills the entry as docker does: from an identity token, else from `auth`, else
// from user name and password.
func (e *Entry) read(v strictjson.Value) error {
	if v.Kind == strictjson.Null {
		return nil
	}
	if v.Kind != strictjson.Object {
		return errors.New("the entry is not an object")
	}
	fields := map[string]string{}
	for _, name := range entryFields {
		value, _ := v.Get(name)
		if value.Kind != strictjson.String && value.Kind != strictjson.Null && name != "email" {
			return errors.New(name + " is not a string") // docker does not read email
		}
		if value.Kind == strictjson.String {
			fields[name] = value.Text
		}
	}
	e.Email = fields["email"]
	switch {
	case fields["registrytoken"] != "":
		return errors.New("a registrytoken serves one client only and cannot be exported")
	case fields["identitytoken"] != "":
		e.Username, e.Secret = credential.TokenUser, credential.Secret(fields["identitytoken"])
		_, password, err := DecodeAuth(fields["auth"])
		e.Both = err == nil && password != "" || fields["password"] != ""
	case fields["auth"] != "":
		user, secret, err := ReadAuth(fields["auth"])
		if user == credential.TokenUser {
			return errors.New("auth has the user <token>, which readers take for a real user name")
		}
		e.Username, e.Secret = user, credential.Secret(secret)
		return err
	default:
		e.Username, e.Secret = fields["username"], credential.Secret(fields["password"])
	}
	return nil
}

// ReadAuth is DecodeAuth for text of other programs: Docker Desktop writes `auth` without
// padding in pull secrets, and the kubelet accepts it
// (https://github.com/kubernetes/kubernetes/blob/master/pkg/credentialprovider/config.go).
func ReadAuth(auth string) (user, password string, err error) {
	if unpadded(auth) {
		padded := auth + strings.Repeat("=", 4-len(auth)%4)
		if user, password, err = DecodeAuth(padded); err == nil {
			return user, password, nil
		}
	}
	return DecodeAuth(auth)
}

// unpadded reports whether a text is base64 without its padding.
func unpadded(auth string) bool {
	_, err := base64.RawStdEncoding.DecodeString(auth)
	return err == nil && len(auth)%4 != 0
}

// DecodeAuth decodes the field `auth`: padded standard base64 of `user:password`, cut at
// the first colon. NUL bytes around the password are padding of old clients and are
// removed, as in docker.
func DecodeAuth(auth string) (user, password string, err error) {
	decoded, err := base64.StdEncoding.DecodeString(auth)
	if err != nil {
		return "", "", errors.New("auth is not padded standard base64")
	}
	user, password, ok := strings.Cut(string(decoded), ":")
	if !ok {
		return "", "", errors.New("auth has no colon between user and password")
	}
	return user, strings.Trim(password, "\x00"), nil
}
