// Package strictyaml reads YAML that decides about credentials, with the line of
// every value.
//
// The library under it parses; what it leaves to its callers is done here: equal
// keys are refused (in linear time, where its own check takes the square), an
// alias is expanded but not to more than a few times the document, a merge key
// (<<) is applied, and nothing is guessed: a scalar is its text, whatever type a
// reader of another YAML would see in it.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// Kind is what a value is.
type Kind byte

// The kinds. Odd is a mapping with a key that is no scalar, which is what an
// unquoted {{ template }} becomes.
const (
	Null Kind = iota
	Scalar
	List
	Map
	Odd
)

// Value is one value and where it stands.
type Value struct {
	Kind    Kind
	Text    string // of a scalar
	String  bool   // a scalar that every YAML takes for text
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

// Get is the member called name; a Null where there is none.
func (v Value) Get(name string) (Value, bool) {
	for _, m := range v.Members {
		if m.Name == name {
			return m.Value, true
		}
	}
	return Value{}, false
}

// Strings are the texts of a scalar, or of a list of them.
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

// Error is what is wrong and where. It never quotes the document.
type Error struct {
	Line    int
	Problem string
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Problem) }

const (
	maxDepth  = 128
	maxGrowth = 10 // times the document's own nodes, by aliases
)

// Parse reads all documents of a stream.
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

// syntax is the library's error without the text that it may quote.
func syntax(err error) error {
	var line int
	if _, scanned := fmt.Sscanf(err.Error(), "yaml: line %d:", &line); scanned != nil {
		line = 1
	}
	return &Error{line, "this is no YAML"}
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
		return v, &Error{n.Line, "its aliases make too much of it"}
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
			return v, &Error{key.Line, "the key stands twice in one map"}
		}
		at[key.Value] = true
		v.Members = append(v.Members, Member{key.Value, key.Line, value})
	}
	for _, m := range merged { // what stands itself comes first
		if !at[m.Name] {
			at[m.Name] = true
			v.Members = append(v.Members, m)
		}
	}
	return v, nil
}

// membersOf is what a merge key brings: a map's members, or those of several.
func membersOf(v Value) (all []Member) {
	all = append(all, v.Members...)
	for _, item := range v.Items {
		all = append(all, item.Members...)
	}
	return all
}
