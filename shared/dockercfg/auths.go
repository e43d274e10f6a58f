package dockercfg

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// auth is one entry as it is written.
type auth struct {
	Auth          string `json:"auth"`
	Email         string `json:"email,omitempty"`
	IdentityToken string `json:"identitytoken,omitempty"`
}

type config struct {
	Auths map[string]auth `json:"auths"`
}

// authsOf makes the map that all shapes of docker's share.
func authsOf(logins []login) map[string]auth {
	auths := make(map[string]auth, len(logins))
	for _, l := range logins {
		auths[l.key] = auth{encodeAuth(l.user, l.secret), l.email, l.token}
	}
	return auths
}

// indented is config.json as docker writes it.
func indented(logins []login, _ Options) ([]byte, error) {
	data, err := json.MarshalIndent(config{authsOf(logins)}, "", "\t")
	return append(data, '\n'), err
}

// bare is .dockercfg, the map alone.
func bare(logins []login, _ Options) ([]byte, error) {
	data, err := json.MarshalIndent(authsOf(logins), "", "\t")
	return append(data, '\n'), err
}

func oneLine(logins []login, _ Options) ([]byte, error) {
	data, err := json.Marshal(config{authsOf(logins)})
	return append(data, '\n'), err
}

// readAuths reads as docker does, and as podman does: an identity token counts
// beside an auth that can be decoded.
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

// EnvProblem tells why docker would ignore a value of DOCKER_AUTH_CONFIG: since
// 28.3 it takes one object with `auths`, each entry with `auth` and nothing else
// (https://github.com/docker/cli/blob/master/cli/config/configfile/file.go).
func EnvProblem(data []byte) error {
	document, err := strictjson.Parse(data)
	if err != nil {
		return err
	}
	if len(document.Members) != 1 || document.Members[0].Name != "auths" {
		return errors.New("it holds more than auths")
	}
	for _, m := range document.Members[0].Value.Members {
		if len(m.Value.Members) != 1 || m.Value.Members[0].Name != "auth" {
			return fmt.Errorf("the entry %s holds another field than auth", m.Name)
		}
	}
	return nil
}
