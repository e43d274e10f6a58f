package dockercfg

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// readBare reads .dockercfg as the kubelet does, the strictest of those who still
// read it: a map of entries, each with padded base64 of user:password
// (https://github.com/kubernetes/kubernetes/blob/master/pkg/credentialprovider/config.go).
func readBare(data []byte) ([]login, error) {
	var entries map[string]auth
	if err := json.Unmarshal(data, &entries); err != nil {
		return nil, err
	}
	return decoded(entries)
}

// readCodeShip reads as CodeShip's parser did: entries below auths, each of which
// needs an auth with a colon; one that has none fails the file, and an identity
// token takes the password away
// (https://github.com/codeship/go-dockerclient/blob/master/auth.go).
func readCodeShip(data []byte) ([]login, error) {
	var c config
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, err
	}
	if len(c.Auths) == 0 {
		return nil, errors.New("there is nothing below auths, so it would be read as a bare map")
	}
	logins, err := decoded(c.Auths)
	for _, l := range logins {
		if l.token != "" {
			return nil, fmt.Errorf("%s: its identity token would be dropped", l.key)
		}
	}
	return logins, err
}

// readKubelet reads the content of a dockerconfigjson secret.
func readKubelet(data []byte) ([]login, error) {
	var c config
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, err
	}
	return decoded(c.Auths)
}

// decoded takes the auth of each entry apart.
func decoded(entries map[string]auth) ([]login, error) {
	logins := make([]login, 0, len(entries))
	for key, entry := range entries {
		text, err := base64.StdEncoding.DecodeString(entry.Auth)
		user, secret, ok := strings.Cut(string(text), ":")
		if err != nil || !ok {
			return nil, fmt.Errorf("%s: its auth is not padded base64 of user:password", key)
		}
		logins = append(logins, login{key: key, user: user, secret: secret, email: entry.Email, token: entry.IdentityToken})
	}
	return logins, nil
}
