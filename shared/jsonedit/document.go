// Package jsonedit changes single members of a JSON document and keeps every other byte
// of it: order, white space, unknown keys, the notation of numbers. It edits a user's
// config.json, which other programs read and people keep under version control.
//
//	data ──strictjson──► tree with positions ┐
//	Set, Delete ──► a tree of changes        ┴─► Bytes, in one pass
//
// New members get the style of their neighbours.
package jsonedit

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// Document is a document and the changes to make in it.
type Document struct {
	data    []byte
	root    strictjson.Value
	changes *change
	unit    string // one step of indentation
}

// change is the change of one value.
type change struct {
	raw     []byte // its new text; nil if only members change
	deleted bool
	members map[string]*change
	order   []string // of members, as they were first named
}

// Parse parses a document whose root is an object. An empty file is an empty object. A
// byte order mark is removed, since clients do not accept it.
func Parse(data []byte) (*Document, error) { return parse(data, strictjson.Parse) }

// ParseAbout is Parse for a document in which only some members of the top level will be
// changed, with the given names. Unusual JSON in the others, such as a repeated key, is
// kept.
func ParseAbout(data []byte, names ...string) (*Document, error) {
	return parse(data, func(data []byte) (strictjson.Value, error) {
		root, _, err := strictjson.ParseAbout(data, names...)
		return root, err
	})
}

func parse(data []byte, by func([]byte) (strictjson.Value, error)) (*Document, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(data)) == 0 {
		data = []byte("{}\n")
	}
	root, err := by(data)
	if err == nil && root.Kind != strictjson.Object {
		err = strictjson.At(data, root.Start, "the document is not an object but "+root.Kind.String())
	}
	if err != nil {
		return nil, err
	}
	return &Document{data: data, root: root, changes: &change{}, unit: unitOf(data, root)}, nil
}

// Get returns the value at a path in the original document, without the changes.
func (d *Document) Get(path ...string) (strictjson.Value, bool) {
	v, ok := d.root, true
	for _, name := range path {
		if v, ok = v.Get(name); !ok {
			return v, false
		}
	}
	return v, true
}

// Set sets the member at path to a new value, formatted as by encoding/json. It creates
// missing objects on the path.
func (d *Document) Set(value any, path ...string) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	c, err := d.at(path)
	if err != nil {
		return err
	}
	*c = change{raw: bytes.TrimSuffix(text.Bytes(), []byte("\n"))}
	return nil
}

// Delete removes the member at path, if it exists.
func (d *Document) Delete(path ...string) error {
	if _, there := d.Get(path...); !there && d.pending(path) == nil {
		return nil
	}
	c, err := d.at(path)
	if err != nil {
		return err
	}
	*c = change{deleted: true}
	return nil
}

// pending returns an earlier change of a path, or nil.
func (d *Document) pending(path []string) *change {
	c := d.changes
	for _, name := range path {
		if c = c.members[name]; c == nil {
			return nil
		}
	}
	return c
}

// at returns the change of a path, and creates it if necessary.
func (d *Document) at(path []string) (*change, error) {
	if len(path) == 0 {
		return nil, errors.New("the root cannot be changed")
	}
	c := d.changes
	v, there := d.root, true
	for i, name := range path {
		if !utf8.ValidString(name) {
			return nil, errors.New("a name is not valid UTF-8")
		}
		if there && v.Kind != strictjson.Object && v.Kind != strictjson.Null {
			return nil, strictjson.At(d.data, v.Start, "an object was expected, this is "+v.Kind.String())
		}
		next := c.members[name]
		if next == nil {
			next = &change{}
			if c.members == nil {
				c.members = map[string]*change{}
			}
			c.members[name] = next
			c.order = append(c.order, name)
		}
		if there {
			v, there = v.Get(name)
		}
		if i < len(path)-1 && (next.raw != nil || next.deleted) {
			return nil, errors.New("a member of a value that was just set or removed cannot be changed")
		}
		c = next
	}
	return c, nil
}
