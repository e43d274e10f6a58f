package formats

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// pair is a login whose registry is stored elsewhere, as in Secrets Manager
// (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html).
type pair struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

func awsSecret(logins []login, _ Options) ([]byte, error) {
	data, err := json.Marshal(pair{logins[0].user, logins[0].secret})
	return append(data, '\n'), err
}

func readAWSSecret(data []byte) ([]login, error) {
	var p pair
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, err
	}
	return []login{{user: p.Username, secret: p.Password}}, nil
}

// userPass encodes a login without a line feed: a program that reads the whole file would
// take it for a part of the password.
func userPass(logins []login, _ Options) ([]byte, error) {
	return []byte(logins[0].user + ":" + logins[0].secret), nil
}

func readUserPass(data []byte) ([]login, error) {
	user, secret, ok := strings.Cut(string(data), ":")
	if !ok || strings.ContainsAny(secret, "\r\n") {
		return nil, errors.New("it is not one line of user:password")
	}
	return []login{{user: user, secret: secret}}, nil
}

// password encodes only the secret, for a program that reads it from standard input.
func password(logins []login, _ Options) ([]byte, error) { return []byte(logins[0].secret), nil }

// readPassword returns a login without a user, which the file's readers know from another
// source.
func readPassword(data []byte) ([]login, error) {
	if bytes.ContainsAny(data, "\r\n") {
		return nil, errors.New("it is not one line")
	}
	return []login{{secret: string(data)}}, nil
}

// isPair reports whether a document is a login without its registry, as in Secrets
// Manager.
func isPair(document strictjson.Value) bool {
	user, _ := document.Get("username")
	password, _ := document.Get("password")
	return user.Kind == strictjson.String && password.Kind == strictjson.String && len(document.Members) == 2
}
