package formats

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// k3s encodes the part of registries.yaml with logins
// (https://docs.k3s.io/installation/private-registry#configs). A JSON string is a string
// in YAML too, whatever its content, and never a number or a boolean.
func k3s(logins []login, _ Options) ([]byte, error) {
	var out bytes.Buffer
	text := json.NewEncoder(&out) // adds a line feed after each value
	text.SetEscapeHTML(false)
	out.WriteString("configs:\n")
	for _, l := range logins {
		out.WriteString("  ")
		if err := text.Encode(l.key); err != nil {
			return nil, err
		}
		out.Truncate(out.Len() - 1)
		out.WriteString(":\n    auth:\n      username: ")
		if err := text.Encode(l.user); err != nil {
			return nil, err
		}
		out.WriteString("      password: ")
		if err := text.Encode(l.secret); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

func readK3s(data []byte) ([]login, error) {
	documents, err := strictyaml.Parse(data)
	if err != nil || len(documents) != 1 {
		return nil, errors.Join(err, errors.New("it is not one YAML document"))
	}
	configs, _ := documents[0].Get("configs")
	var logins []login
	for _, m := range configs.Members {
		auth, _ := m.Value.Get("auth")
		user, _ := auth.Get("username")
		password, _ := auth.Get("password")
		if !user.String || !password.String {
			return nil, errors.New(m.Name + ": its user name or password is not a string")
		}
		logins = append(logins, login{key: m.Name, user: user.Text, secret: password.Text})
	}
	return logins, nil
}

// fromK3s returns the logins of registries.yaml. "*" is a pattern for every registry.
func fromK3s(configs strictyaml.Value) (all []dockerconfig.Entry) {
	for _, m := range configs.Members {
		fields, ok := m.Value.Get("auth")
		if !ok {
			continue // a registry with TLS settings only
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
