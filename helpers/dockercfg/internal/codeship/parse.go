package codeship

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/dockercfg/dockercfg/shared/strictjson"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// parseDocument reads one document, JSON or YAML. YAML readers take most JSON and not
// all of it: escapes such as \/, surrogate pairs, long keys. A YAML mapping in braces
// looks like JSON, so one that is not valid JSON is tried as YAML.
func parseDocument(data []byte) (strictyaml.Value, error) {
	value, jsonErr := strictjson.Parse(data)
	if jsonErr == nil {
		return strictyaml.FromJSON(data, value), nil
	}
	documents, err := strictyaml.Parse(data)
	var place *strictjson.Error
	switch {
	case err != nil && beginsAsJSON(data) && errors.As(jsonErr, &place):
		return strictyaml.Value{}, fmt.Errorf("line %d, column %d: not valid JSON: %s",
			place.Line, place.Column, place.Problem)
	case err != nil:
		return strictyaml.Value{}, err
	case len(documents) == 0:
		return strictyaml.Value{}, nil
	case len(documents) > 1:
		return strictyaml.Value{}, fmt.Errorf("line %d: a second YAML document begins here, and only one is read",
			documents[1].Line)
	}
	return documents[0], nil
}

// beginsAsJSON tells brackets with a double quote behind them, as JSON has them and
// people who write YAML have not.
func beginsAsJSON(data []byte) bool {
	rest := bytes.TrimLeft(data, "[{ \t\r\n")
	return len(rest) < len(bytes.TrimLeft(data, " \t\r\n")) && bytes.HasPrefix(rest, []byte(`"`))
}
