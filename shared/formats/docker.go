package formats

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// auth is one entry as written.
type auth struct {
	Auth          string `json:"auth"`
	Email         string `json:"email,omitempty"`
	IdentityToken string `json:"identitytoken,omitempty"`
}

type config struct {
	Auths map[string]auth `json:"auths"`
}

// authsOf returns the map that all formats of docker share.
func authsOf(logins []login) map[string]auth {
	auths := make(map[string]auth, len(logins))
	for _, l := range logins {
		auths[l.key] = auth{encodeAuth(l.user, l.secret), l.email, l.token}
	}
	return auths
}

// indented encodes config.json as docker writes it.
func indented(logins []login, _ Options) ([]byte, error) {
	data, err := json.MarshalIndent(config{authsOf(logins)}, "", "\t")
	return append(data, '\n'), err
}

// bare encodes .dockercfg, the map alone.
func bare(logins []login, _ Options) ([]byte, error) {
	data, err := json.MarshalIndent(authsOf(logins), "", "\t")
	return append(data, '\n'), err
}

func oneLine(logins []login, _ Options) ([]byte, error) {
	data, err := json.Marshal(config{authsOf(logins)})
	return append(data, '\n'), err
}

// readAuths parses entries as docker and podman do: an identity token counts together
// with an auth that can be decoded.
func readAuths(data []byte) ([]login, error) {
	c, err := dockerconfig.Parse(data, "the result")
	if err != nil {
		return nil, err
	}
	logins := make([]login, 0, len(c.Auths))
	for _, e := range c.Auths {
		if e.Problem != nil {
			return nil, fmt.Errorf("%s: %w", e.Key, e.Problem)
		}
		l := login{key: e.Key, user: e.Username, secret: e.Secret.Reveal(), email: e.Email}
		if e.Username == credential.TokenUser {
			l = login{key: e.Key, user: NullUser, token: e.Secret.Reveal(), email: e.Email}
		}
		logins = append(logins, l)
	}
	return logins, nil
}

func readEnv(data []byte) ([]login, error) {
	if err := EnvProblem(data); err != nil {
		return nil, err
	}
	return readAuths(data)
}

// EnvProblem returns the reason why docker would ignore a value of DOCKER_AUTH_CONFIG:
// since 28.3 it must be one object with `auths`, and each entry must have `auth` and
// nothing else (https://github.com/docker/cli/blob/master/cli/config/configfile/file.go).
func EnvProblem(data []byte) error {
	document, err := strictjson.Parse(data)
	if err != nil {
		return err
	}
	if len(document.Members) != 1 || document.Members[0].Name != "auths" {
		return errors.New("it contains more than auths")
	}
	for _, m := range document.Members[0].Value.Members {
		if len(m.Value.Members) != 1 || m.Value.Members[0].Name != "auth" {
			return fmt.Errorf("the entry %s has a field other than auth", m.Name)
		}
	}
	return nil
}

// readBare parses .dockercfg as the kubelet does, the strictest program that still reads
// it: a map of entries, each with padded base64 of user:password
// (https://github.com/kubernetes/kubernetes/blob/master/pkg/credentialprovider/config.go).
func readBare(data []byte) ([]login, error) {
	var entries map[string]auth
	if err := json.Unmarshal(data, &entries); err != nil {
		return nil, err
	}
	return decodeAll(entries)
}

// readCodeShip parses entries as CodeShip's parser did: they are in auths, and each of
// them needs an auth with a colon. A single one without it makes the file invalid, and an
// identity token removes the password
// (https://github.com/codeship/go-dockerclient/blob/master/auth.go).
func readCodeShip(data []byte) ([]login, error) {
	var c config
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, err
	}
	if len(c.Auths) == 0 {
		return nil, errors.New("auths is empty, so the file would be read as a bare map")
	}
	logins, err := decodeAll(c.Auths)
	for _, l := range logins {
		if l.token != "" {
			return nil, fmt.Errorf("%s: its identity token would be dropped", l.key)
		}
	}
	return logins, err
}

// readKubelet parses the content of a dockerconfigjson secret.
func readKubelet(data []byte) ([]login, error) {
	var c config
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, err
	}
	return decodeAll(c.Auths)
}

// decodeAll decodes the auth of each entry.
func decodeAll(entries map[string]auth) ([]login, error) {
	logins := make([]login, 0, len(entries))
	for key, entry := range entries {
		text, err := base64.StdEncoding.DecodeString(entry.Auth)
		user, secret, ok := strings.Cut(string(text), ":")
		if err != nil || !ok {
			return nil, fmt.Errorf("%s: its auth is not padded base64 of user:password", key)
		}
		logins = append(logins, login{
			key: key, user: user, secret: secret, email: entry.Email, token: entry.IdentityToken,
		})
	}
	return logins, nil
}
