package formats

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
)

// The lines of ecs.config
// (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth-container-instances.html).
const (
	ecsType = "ECS_ENGINE_AUTH_TYPE=dockercfg\n"
	ecsData = "ECS_ENGINE_AUTH_DATA="
)

// ecs encodes the bare map on one line, since the file is read line by line.
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

// fromECS parses the agent's line with logins: a bare map, whose entries have auth or
// user name and password.
func fromECS(text []byte) ([]dockerconfig.Entry, error) {
	for line := range bytes.Lines(text) {
		data, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte(ecsData))
		if !ok {
			continue
		}
		c, err := dockerconfig.Parse(bytes.Trim(data, `'`), "its line "+strings.TrimSuffix(ecsData, "="))
		return c.Auths, err
	}
	return nil, errors.New("none of its lines begins with " + ecsData)
}
