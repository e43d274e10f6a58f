// Package strictjson reads JSON that decides about credentials.
//
// encoding/json takes the last of two equal keys, ignores the case of keys,
// replaces invalid UTF-8 and lone surrogates by U+FFFD, and names no line. Each
// of these lets two readers see two different credentials in one document, or
// damages a secret without a word. This reader refuses all of them, keeps the
// place of every value, and builds a plain tree, so that a caller can keep what
// it does not know. It is bounded: input is in memory already, depth is 128, and there
// are 100,000 values at most.
package strictjson

import (
	"bytes"
	"fmt"
	"strings"
)

// Kind is what a value is.
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

// Value is one value and where it stands: data[Start:End] is its text.
type Value struct {
	Kind    Kind
	Text    string   // a string decoded; a number or boolean as written
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

// Get is the member called name, by exact case.
func (v Value) Get(name string) (Value, bool) {
	for _, m := range v.Members {
		if m.Name == name {
			return m.Value, true
		}
	}
	return Value{}, false
}

// Error is what is wrong and where. It never quotes the document.
type Error struct {
	Line, Column int // from 1; the column counts bytes
	Problem      string
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Problem)
}

// At makes an Error for a place in data.
func At(data []byte, offset int, problem string) *Error {
	before := data[:min(offset, len(data))]
	line := bytes.Count(before, []byte("\n")) + 1
	return &Error{Line: line, Column: len(before) - bytes.LastIndexByte(before, '\n'), Problem: problem}
}

// Known checks that no key of the object is a known name in another case, which
// one reader would take for the name and another would not.
func Known(data []byte, object Value, names ...string) error {
	for _, m := range object.Members {
		for _, name := range names {
			if m.Name != name && strings.EqualFold(m.Name, name) {
				return At(data, m.Start, fmt.Sprintf("the key is to be written %q", name))
			}
		}
	}
	return nil
}
