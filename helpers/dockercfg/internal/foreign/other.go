package foreign

import (
	"bytes"
	"errors"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictjson"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

const ecsData = "ECS_ENGINE_AUTH_DATA="

// fromECS reads the agent's line of logins: a bare map, whose entries hold auth
// or user name and password.
func fromECS(text []byte) ([]dockerconfig.Entry, error) {
	for line := range bytes.Lines(text) {
		data, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte(ecsData))
		if !ok {
			continue
		}
		c, err := dockerconfig.Parse(bytes.Trim(data, `'`), "its line "+strings.TrimSuffix(ecsData, "="))
		return c.Auths, err
	}
	return nil, errors.New("no line of it begins with " + ecsData)
}

// isHeaders tells CNB_REGISTRY_AUTH: a map of registries to headers.
func isHeaders(document strictjson.Value) bool {
	for _, m := range document.Members {
		scheme, _, ok := strings.Cut(m.Value.Text, " ")
		if m.Value.Kind != strictjson.String || !ok || scheme != "Basic" && scheme != "Bearer" && scheme != "X-Identity" {
			return false
		}
	}
	return len(document.Members) > 0
}

func fromHeaders(document strictjson.Value) (all []dockerconfig.Entry, err error) {
	for _, m := range document.Members {
		scheme, value, _ := strings.Cut(m.Value.Text, " ")
		e := dockerconfig.Entry{Key: m.Name}
		var secret string
		switch scheme {
		case "Basic":
			e.Username, secret, e.Problem = dockerconfig.ReadAuth(value)
			e.Secret = credential.Secret(secret)
		case "X-Identity":
			e.Username, e.Secret = credential.TokenUser, credential.Secret(value)
		default:
			e.Problem = errors.New("a Bearer token serves one repository and cannot be exported")
		}
		all = append(all, e)
	}
	return all, nil
}

// isPair tells what Secrets Manager holds: a login without its registry.
func isPair(document strictjson.Value) bool {
	user, _ := document.Get("username")
	password, _ := document.Get("password")
	return user.Kind == strictjson.String && password.Kind == strictjson.String && len(document.Members) == 2
}

// fromK3s reads the logins of registries.yaml. "*" is every registry: a pattern.
func fromK3s(configs strictyaml.Value) (all []dockerconfig.Entry) {
	for _, m := range configs.Members {
		fields, ok := m.Value.Get("auth")
		if !ok {
			continue // a registry with TLS settings alone
		}
		e := dockerconfig.Entry{Key: m.Name}
		auth, _ := fields.Get("auth")
		token, _ := fields.Get("identity_token")
		user, _ := fields.Get("username")
		password, _ := fields.Get("password")
		var secret string
		switch {
		case auth.Text != "":
			e.Username, secret, e.Problem = dockerconfig.ReadAuth(auth.Text)
			e.Secret = credential.Secret(secret)
		case token.Text != "":
			e.Username, e.Secret = credential.TokenUser, credential.Secret(token.Text)
		default:
			e.Username, e.Secret = user.Text, credential.Secret(password.Text)
		}
		all = append(all, e)
	}
	return all
}
