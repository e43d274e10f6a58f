package codeship

import (
	"bytes"
	"errors"
	"fmt"
	"sort"

	"github.com/dockercfg/dockercfg/shared/strictjson"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// parseDocument reads one document, JSON or YAML. YAML readers take most JSON and not
// all of it: escapes such as \/, surrogate pairs, long keys. A YAML mapping in braces
// looks like JSON, so one that is not valid JSON is tried as YAML.
func parseDocument(data []byte) (strictyaml.Value, error) {
	value, jsonErr := strictjson.Parse(data)
	if jsonErr == nil {
		return fromJSON(data, value), nil
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

// fromJSON is the same value as YAML has it, with its lines.
func fromJSON(data []byte, v strictjson.Value) strictyaml.Value {
	var ends []int // of lines
	for i, c := range data {
		if c == '\n' {
			ends = append(ends, i)
		}
	}
	line := func(at int) int { return sort.SearchInts(ends, at) + 1 }
	var convert func(v strictjson.Value) strictyaml.Value
	convert = func(v strictjson.Value) strictyaml.Value {
		out := strictyaml.Value{Line: line(v.Start)}
		switch v.Kind {
		case strictjson.Null:
		case strictjson.Object:
			out.Kind = strictyaml.Map
			for _, m := range v.Members {
				out.Members = append(out.Members, strictyaml.Member{Name: m.Name, Line: line(m.Start),
					Value: convert(m.Value)})
			}
		case strictjson.Array:
			out.Kind = strictyaml.List
			for _, item := range v.Items {
				out.Items = append(out.Items, convert(item))
			}
		default:
			out.Kind, out.Text, out.String = strictyaml.Scalar, v.Text, v.Kind == strictjson.String
		}
		return out
	}
	return convert(v)
}
