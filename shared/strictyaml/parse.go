// Package strictyaml parses YAML that determines credentials, and reports the line of
// every value.
//
// It uses a YAML library and adds what that leaves to its callers. It rejects equal keys
// (in linear time; the library's own check takes quadratic time), expands aliases up to a
// few times the size of the document, and applies merge keys (<<). It does not guess
// types: a scalar is its text, whatever type another YAML parser would assign.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// Kind is the kind of a value.
type Kind byte

// The kinds. Odd is a mapping with a key that is not a scalar: an unquoted {{ template }}
// becomes one.
const (
	Null Kind = iota
	Scalar
	List
	Map
	Odd
)

// Value is one value with its position.
type Value struct {
	Kind    Kind
	Text    string // of a scalar
	String  bool   // a scalar that every YAML parser takes for a string
	Items   []Value
	Members []Member
	Line    int // from 1
}

// Member is one key of a map with its value.
type Member struct {
	Name  string
	Line  int
	Value Value
}

// Get returns the member called name, or a Null if there is none.
func (v Value) Get(name string) (Value, bool) {
	for _, m := range v.Members {
		if m.Name == name {
			return m.Value, true
		}
	}
	return Value{}, false
}

// Strings returns the texts of a scalar, or of a list of scalars.
func (v Value) Strings() (all []string) {
	if v.Kind == Scalar {
		return []string{v.Text}
	}
	for _, item := range v.Items {
		if item.Kind == Scalar {
			all = append(all, item.Text)
		}
	}
	return all
}

// Error describes an error and its line. It never quotes the document.
type Error struct {
	Line    int
	Problem string
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Problem) }

const (
	maxDepth  = 128
	maxGrowth = 10 // limit for expanded aliases, as a multiple of the document's own nodes
)

// Parse parses all documents of a stream.
func Parse(data []byte) ([]Value, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var all []Value
	for {
		var node yaml.Node
		err := decoder.Decode(&node)
		switch {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, syntax(err)
		}
		r := reader{left: maxGrowth * count(&node)}
		v, err := r.value(&node, 0)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
}

// syntax returns the library's error without the part that may quote the document.
func syntax(err error) error {
	var line int
	if _, scanned := fmt.Sscanf(err.Error(), "yaml: line %d:", &line); scanned != nil {
		line = 1
	}
	return &Error{line, "this is not valid YAML"}
}

func count(n *yaml.Node) int {
	total := 1
	for _, child := range n.Content {
		total += count(child)
	}
	return total
}

type reader struct{ left int }

func (r *reader) value(n *yaml.Node, depth int) (v Value, err error) {
	v.Line = n.Line
	r.left--
	switch {
	case r.left < 0:
		return v, &Error{n.Line, "its YAML aliases expand to too many values"}
	case depth > maxDepth:
		return v, &Error{n.Line, "nested too deeply"}
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return r.value(n.Content[0], depth+1)
	case yaml.AliasNode:
		line := v.Line
		v, err = r.value(n.Alias, depth+1)
		v.Line = line
		return v, err
	case yaml.SequenceNode:
		v.Kind = List
		for _, child := range n.Content {
			item, err := r.value(child, depth+1)
			if err != nil {
				return v, err
			}
			v.Items = append(v.Items, item)
		}
	case yaml.MappingNode:
		return r.mapping(n, v, depth)
	case yaml.ScalarNode:
		v.Kind, v.Text, v.String = Scalar, n.Value, n.Tag == "!!str"
		if n.Tag == "!!null" {
			v.Kind, v.Text = Null, ""
		}
	}
	return v, nil
}

func (r *reader) mapping(n *yaml.Node, v Value, depth int) (Value, error) {
	v.Kind = Map
	at := map[string]bool{}
	var merged []Member
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			v.Kind = Odd
			continue
		}
		value, err := r.value(n.Content[i+1], depth+1)
		if err != nil {
			return v, err
		}
		if key.Tag == "!!merge" {
			merged = append(merged, membersOf(value)...)
			continue
		}
		if at[key.Value] {
			return v, &Error{key.Line, "the key appears twice in one map"}
		}
		at[key.Value] = true
		v.Members = append(v.Members, Member{key.Value, key.Line, value})
	}
	for _, m := range merged { // the map's own members take precedence
		if !at[m.Name] {
			at[m.Name] = true
			v.Members = append(v.Members, m)
		}
	}
	return v, nil
}

// membersOf returns the members that a merge key adds: those of a map, or of several.
func membersOf(v Value) (all []Member) {
	all = append(all, v.Members...)
	for _, item := range v.Items {
		all = append(all, item.Members...)
	}
	return all
}
