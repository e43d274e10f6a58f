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

// Entry is one key of `auths`. An entry without a credential is a placeholder
// that means "look in the store". Problem says why an entry cannot be used.
type Entry struct {
	Key      string
	Username string // credential.TokenUser for an identity token
	Secret   credential.Secret
	Email    string
	Both     bool   // a password beside the identity token, which then wins
	Part     string // the object of a manifest that holds it
	Problem  error
}

// Placeholder tells an entry that holds nothing and hides nothing.
func (e Entry) Placeholder() bool { return e.Username == "" && e.Secret == "" && e.Problem == nil }

// Credential is the entry's content.
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
		c.doubt(e, m.Value)
		c.Auths = append(c.Auths, e)
	}
	return nil
}

// doubt tells what is read all the same, and what other readers or the registry will not
// take.
func (c *Config) doubt(e Entry, v strictjson.Value) {
	auth, _ := v.Get("auth")
	if e.Problem == nil && unpadded(auth.Text) {
		c.Warnings = append(c.Warnings, Warning{Unpadded, c.Path, fmt.Sprintf("the auth of %q has no padding, which "+
			"kubelets read, and for which docker refuses the file: write it anew with `dockercfg export`", e.Key)})
	}
	c.doubtKey(e.Key)
	if EndsInLine(e.Secret) {
		c.Warnings = append(c.Warnings, Warning{LineEnd, c.Path, fmt.Sprintf("the password of %q ends with a line "+
			"end, as `echo` writes it: log in again, with printf in place of echo", e.Key)})
	}
}

// doubtKey tells a key under which no client looks.
func (c *Config) doubtKey(key string) {
	if name, err := registry.Parse(key); err == nil && name.HubSite() {
		c.Warnings = append(c.Warnings, Warning{HubSite, c.Path, fmt.Sprintf("%q is Docker Hub's web site: clients "+
			"look for Docker Hub by the key %s", key, registry.HubKey)})
	}
}

// EndsInLine tells a secret with a line end behind it, as a shell's echo leaves it, but
// not a key in JSON, to which it does nothing.
func EndsInLine(secret credential.Secret) bool {
	text := secret.Reveal()
	return text != strings.TrimRight(text, "\r\n") && !strings.HasPrefix(text, "{")
}

// read fills the entry as docker does: an identity token first, then `auth`,
// then user name and password.
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

// ReadAuth is DecodeAuth for what others wrote: Docker Desktop writes `auth` without
// padding in pull secrets, and the kubelet reads it
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

// unpadded tells base64 that only lacks its padding.
func unpadded(auth string) bool {
	_, err := base64.RawStdEncoding.DecodeString(auth)
	return err == nil && len(auth)%4 != 0
}

// DecodeAuth takes the field `auth` apart: padded standard base64 of
// `user:password`, cut at the first colon. NUL bytes around the password are
// padding of old clients and fall away, as in docker.
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
