package dockercfg

import (
	"encoding/json"
	"errors"
	"strings"
)

// The lines of ecs.config
// (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth-container-instances.html).
const (
	ecsType = "ECS_ENGINE_AUTH_TYPE=dockercfg\n"
	ecsData = "ECS_ENGINE_AUTH_DATA="
)

// ecs is the bare map on one line, for a file that is read line by line.
func ecs(logins []login, _ Options) ([]byte, error) {
	data, err := json.Marshal(authsOf(logins))
	return append([]byte(ecsType+ecsData), append(data, '\n')...), err
}

func readECS(data []byte) ([]login, error) {
	lines := strings.Split(string(data), "\n")
	if len(lines) != 3 || lines[0]+"\n" != ecsType || lines[2] != "" {
		return nil, errors.New("it is not the two lines of ecs.config")
	}
	text, ok := strings.CutPrefix(lines[1], ecsData)
	if !ok {
		return nil, errors.New("its second line is not " + ecsData)
	}
	return readBare([]byte(text))
}

// cnb is the value of CNB_REGISTRY_AUTH: a header for each registry
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
	return decoded(entries)
}
