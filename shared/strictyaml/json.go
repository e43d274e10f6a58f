package strictyaml

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sort"

	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// FromJSON converts a JSON value to a Value, with its lines. YAML parsers do not accept
// all of JSON: escapes such as \/, surrogate pairs, long keys.
func FromJSON(data []byte, v strictjson.Value) Value {
	var ends []int // of lines
	for i, c := range data {
		if c == '\n' {
			ends = append(ends, i)
		}
	}
	line := func(at int) int { return sort.SearchInts(ends, at) + 1 }
	var convert func(v strictjson.Value) Value
	convert = func(v strictjson.Value) Value {
		out := Value{Line: line(v.Start)}
		switch v.Kind {
		case strictjson.Null:
		case strictjson.Object:
			out.Kind = Map
			for _, m := range v.Members {
				out.Members = append(out.Members, Member{Name: m.Name, Line: line(m.Start), Value: convert(m.Value)})
			}
		case strictjson.Array:
			out.Kind = List
			for _, item := range v.Items {
				out.Items = append(out.Items, convert(item))
			}
		default:
			out.Kind, out.Text, out.String = Scalar, v.Text, v.Kind == strictjson.String
		}
		return out
	}
	return convert(v)
}

// ParseAny parses a stream of documents as kubectl does. Each of them is JSON or YAML,
// and JSON documents may follow each other without a separator. YAML that looks like
// JSON, a mapping in braces, is parsed as YAML. If it is invalid and has double quotes as
// in JSON, the error is that of the JSON parser.
func ParseAny(data []byte) ([]Value, error) {
	parts := split(data)
	if !anyJSON(parts) {
		return Parse(data)
	}
	var all []Value
	for _, p := range parts {
		values, err := parsePart(p.text)
		var place *Error
		if errors.As(err, &place) {
			return nil, &Error{place.Line + p.line, place.Problem}
		}
		var inJSON *strictjson.Error
		if errors.As(err, &inJSON) {
			return nil, &strictjson.Error{Line: inJSON.Line + p.line, Column: inJSON.Column, Problem: inJSON.Problem}
		}
		for _, v := range values {
			all = append(all, v.below(p.line))
		}
	}
	return all, nil
}

func parsePart(text []byte) ([]Value, error) {
	if !inBrackets(text) {
		return Parse(text)
	}
	values, errJSON := parseJSON(text)
	if errJSON == nil {
		return values, nil
	}
	values, err := Parse(text)
	if err != nil && beginsAsJSON(text) {
		return nil, errJSON
	}
	return values, err
}

// parseJSON parses JSON documents that follow each other. encoding/json determines where
// each of them ends.
func parseJSON(text []byte) (all []Value, err error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	lines, counted := 0, 0
	for {
		var raw json.RawMessage
		if err := decoder.Decode(&raw); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			_, problem := strictjson.Parse(text)
			if problem == nil {
				problem = strictjson.At(text, int(decoder.InputOffset()), "this is not valid JSON")
			}
			return nil, problem
		}
		start := int(decoder.InputOffset()) - len(raw)
		lines += bytes.Count(text[counted:start], []byte("\n"))
		counted = start
		v, err := strictjson.Parse(raw)
		if err != nil {
			return nil, inStream(err, lines)
		}
		all = append(all, FromJSON(raw, v).below(lines))
	}
}

func inStream(err error, lines int) error {
	var place *strictjson.Error
	if errors.As(err, &place) && lines > 0 {
		return &strictjson.Error{Line: place.Line + lines, Column: place.Column, Problem: place.Problem}
	}
	return err
}

// part is the text between two lines of three hyphens.
type part struct {
	text []byte
	line int // number of lines before it
}

func split(data []byte) []part {
	parts := []part{{text: data}}
	at, lines := 0, 0
	for line := range bytes.Lines(data) {
		at += len(line)
		lines++
		if bytes.Equal(bytes.TrimRight(line, " \t\r\n"), []byte("---")) {
			last := &parts[len(parts)-1]
			last.text = last.text[:len(last.text)-len(data[at:])-len(line)]
			parts = append(parts, part{data[at:], lines})
		}
	}
	return parts
}

func anyJSON(parts []part) bool {
	for _, p := range parts {
		if inBrackets(p.text) {
			return true
		}
	}
	return false
}

func inBrackets(text []byte) bool {
	text = bytes.TrimLeft(text, " \t\r\n")
	return bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("["))
}

// beginsAsJSON reports whether the text begins with a bracket and a double quote, as JSON
// does but YAML written by people does not.
func beginsAsJSON(text []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(text, "[{ \t\r\n"), []byte(`"`))
}

// below returns the value with its line numbers increased by lines.
func (v Value) below(lines int) Value {
	if lines == 0 {
		return v
	}
	v.Line += lines
	for i := range v.Items {
		v.Items[i] = v.Items[i].below(lines)
	}
	for i := range v.Members {
		v.Members[i].Line += lines
		v.Members[i].Value = v.Members[i].Value.below(lines)
	}
	return v
}
