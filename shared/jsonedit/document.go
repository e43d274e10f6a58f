// Package jsonedit changes single members of a JSON document and leaves every
// other byte of it as it was: order, white space, unknown keys, numbers as they
// are written. A user's config.json is edited with it, which other programs read
// and people keep under version control.
//
//	data ──strictjson──► tree with places ┐
//	Set, Delete ──► a tree of changes     ┴─► Bytes, in one pass
//
// New members take the style of their neighbours.
package jsonedit

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// Document is a document with the changes that are to be made to it.
type Document struct {
	data    []byte
	root    strictjson.Value
	changes *change
	unit    string // one step of indentation
}

// change is what is to happen to one value.
type change struct {
	raw     []byte // its new text; nil where only members change
	deleted bool
	members map[string]*change
	order   []string // of members, as they were first named
}

// Parse reads a document whose root is an object. Nothing at all is an empty
// one; a byte order mark is dropped, since clients stumble over it.
func Parse(data []byte) (*Document, error) { return parse(data, strictjson.Parse) }

// ParseAbout is Parse for a document of which only some members of the top level are
// going to be changed, whose names it is given: what is odd in the others stays as it
// is, such as a key that is there twice.
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

// Get is the value at a path as the document holds it, changes left aside.
func (d *Document) Get(path ...string) (strictjson.Value, bool) {
	v, ok := d.root, true
	for _, name := range path {
		if v, ok = v.Get(name); !ok {
			return v, false
		}
	}
	return v, true
}

// Set gives the member at path a new value, which is written as encoding/json
// writes it. Objects on the way that are missing are made.
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

// Delete removes the member at path, if it is there.
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

// pending is a change made before, if there is one.
func (d *Document) pending(path []string) *change {
	c := d.changes
	for _, name := range path {
		if c = c.members[name]; c == nil {
			return nil
		}
	}
	return c
}

// at is the change of a path, made where it is missing.
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
