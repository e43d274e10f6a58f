package formats

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// cnb encodes the value of CNB_REGISTRY_AUTH: a header for each registry
// (https://github.com/buildpacks/lifecycle/blob/main/auth/env_keychain.go).
func cnb(logins []login, _ Options) ([]byte, error) {
	headers := make(map[string]string, len(logins))
	for _, l := range logins {
		headers[l.key] = "Basic " + encodeAuth(l.user, l.secret)
	}
	data, err := json.Marshal(headers)
	return append(data, '\n'), err
}

func readCNB(data []byte) ([]login, error) {
	var headers map[string]string
	if err := json.Unmarshal(data, &headers); err != nil {
		return nil, err
	}
	entries := make(map[string]auth, len(headers))
	for key, header := range headers {
		text, ok := strings.CutPrefix(header, "Basic ")
		if !ok {
			return nil, errors.New(key + ": its header is not Basic")
		}
		entries[key] = auth{Auth: text}
	}
	return decodeAll(entries)
}

// isHeaders reports whether a document is a CNB_REGISTRY_AUTH: a map of registries to
// headers.
func isHeaders(document strictjson.Value) bool {
	for _, m := range document.Members {
		scheme, _, ok := strings.Cut(m.Value.Text, " ")
		if m.Value.Kind != strictjson.String || !ok ||
			scheme != "Basic" && scheme != "Bearer" && scheme != "X-Identity" {
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
