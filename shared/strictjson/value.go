// Package strictjson parses JSON that determines credentials.
//
// encoding/json takes the last of two equal keys, ignores the case of keys, replaces
// invalid UTF-8 and lone surrogates by U+FFFD, and reports no lines. Because of each of
// these, two readers can see different credentials in one document, or a secret is
// silently damaged. This parser rejects all of them and records the position of every
// value. It builds a simple tree, so that a caller can keep what it does not know. It is
// bounded: the input is already in memory, the depth is at most 128, and there are at
// most 100,000 values.
package strictjson

import (
	"bytes"
	"fmt"
	"strings"
)

// Kind is the kind of a value.
type Kind byte

// The kinds of JSON values.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

func (k Kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "an array", "an object"}[k]
}

// Value is one value with its position: data[Start:End] is its text.
type Value struct {
	Kind    Kind
	Text    string   // decoded, for a string; as written, for a number or boolean
	Members []Member // of an object, in order
	Items   []Value  // of an array
	Start   int
	End     int
}

// Member is one key of an object with its value.
type Member struct {
	Name  string
	Start int // of the key
	Value Value
}

// Get returns the member called name. Case matters.
func (v Value) Get(name string) (Value, bool) {
	for _, m := range v.Members {
		if m.Name == name {
			return m.Value, true
		}
	}
	return Value{}, false
}

// Error describes an error and its position. It never quotes the document.
type Error struct {
	Line, Column int // from 1; columns are in bytes
	Problem      string
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Problem)
}

// At returns an Error for a position in data.
func At(data []byte, offset int, problem string) *Error {
	before := data[:min(offset, len(data))]
	line := bytes.Count(before, []byte("\n")) + 1
	return &Error{Line: line, Column: len(before) - bytes.LastIndexByte(before, '\n'), Problem: problem}
}

// Known returns an error if a key of the object is one of the names in another case,
// which some readers would take for the name and others would not.
func Known(data []byte, object Value, names ...string) error {
	for _, m := range object.Members {
		for _, name := range names {
			if m.Name != name && strings.EqualFold(m.Name, name) {
				return At(data, m.Start, fmt.Sprintf("the key must be written %q", name))
			}
		}
	}
	return nil
}
