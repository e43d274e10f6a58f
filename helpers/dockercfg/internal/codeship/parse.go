package codeship

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/dockercfg/dockercfg/shared/strictjson"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// parseDocument parses one document, JSON or YAML. YAML parsers accept most JSON, but not
// all of it: not escapes such as \/, surrogate pairs, long keys. A YAML mapping in braces
// looks like JSON, so what is not valid JSON is parsed as YAML.
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
		return strictyaml.Value{}, fmt.Errorf("line %d: a second YAML document begins here, but only one is read",
			documents[1].Line)
	}
	return documents[0], nil
}

// beginsAsJSON reports whether data begins with brackets and a double quote, as in JSON;
// people do not write YAML that way.
func beginsAsJSON(data []byte) bool {
	rest := bytes.TrimLeft(data, "[{ \t\r\n")
	return len(rest) < len(bytes.TrimLeft(data, " \t\r\n")) && bytes.HasPrefix(rest, []byte(`"`))
}
