package strictjson

import (
	"slices"
	"strconv"
	"strings"
)

// The limits of a document. A value takes at least a hundred bytes of memory, so a config
// with tens of thousands of registries is accepted, and one with millions of commas is
// not. maxLoose is the depth that encoding/json accepts.
const (
	maxDepth  = 128
	maxLoose  = 10_000
	maxValues = 100_000
)

// Parse parses one document, which only white space may follow. Errors are *Error.
func Parse(data []byte) (Value, error) {
	v, _, err := parse(&parser{data: data})
	return v, err
}

// ParseAbout is Parse for a caller that only uses some members of the document's top
// level, with the given names. In all others it accepts what encoding/json accepts:
// repeated keys, invalid UTF-8, deep nesting. doubt is the first such place, or nil. A
// name in another case counts as the name.
func ParseAbout(data []byte, names ...string) (v Value, doubt *Error, err error) {
	return parse(&parser{data: data, about: names})
}

func parse(p *parser) (Value, *Error, error) {
	p.space()
	v, err := p.value(0)
	if err == nil {
		p.space()
		if p.at < len(p.data) {
			err = p.fail("something follows the document")
		}
	}
	return v, p.doubt, err
}

type parser struct {
	data   []byte
	at     int
	values int
	about  []string // the members that are parsed strictly; nil for all
	loose  bool     // true in any other member
	doubt  *Error   // the first thing that was accepted there
}

// refuse is fail in a member that is parsed strictly; in others it sets doubt.
func (p *parser) refuse(problem string) error {
	err := At(p.data, p.at, problem)
	if !p.loose {
		return err
	}
	if p.doubt == nil {
		p.doubt = err
	}
	return nil
}

// strictFor reports whether a member of the top level is parsed strictly.
func (p *parser) strictFor(name string) bool {
	return slices.ContainsFunc(p.about, func(n string) bool { return strings.EqualFold(n, name) })
}

func (p *parser) fail(problem string) error { return At(p.data, p.at, problem) }

func (p *parser) peek() byte {
	if p.at < len(p.data) {
		return p.data[p.at]
	}
	return 0
}

func (p *parser) space() {
	for p.at < len(p.data) && strings.IndexByte(" \t\r\n", p.data[p.at]) >= 0 {
		p.at++
	}
}

func (p *parser) value(depth int) (Value, error) {
	if depth > maxDepth && (!p.loose || depth > maxLoose) {
		return Value{}, p.fail("nested too deeply")
	}
	if p.values++; p.values > maxValues {
		return Value{}, p.fail("there are more than " + strconv.Itoa(maxValues) + " values")
	}
	v := Value{Start: p.at}
	var err error
	switch c := p.peek(); {
	case p.at >= len(p.data):
		err = p.fail("the document ends too early")
	case c == '{':
		v.Kind = Object
		v.Members, err = p.object(depth)
	case c == '[':
		v.Kind = Array
		v.Items, err = p.array(depth)
	case c == '"':
		v.Kind = String
		v.Text, err = p.text()
	case c == '-' || c >= '0' && c <= '9':
		v.Kind = Number
		v.Text, err = p.number()
	case c == '/' || c == '#':
		err = p.fail("JSON has no comments")
	default:
		v.Kind, v.Text, err = p.word()
	}
	v.End = p.at
	return v, err
}

func (p *parser) word() (Kind, string, error) {
	for _, word := range [...]string{"null", "true", "false"} {
		if strings.HasPrefix(string(p.data[p.at:min(len(p.data), p.at+5)]), word) {
			p.at += len(word)
			if word == "null" {
				return Null, word, nil
			}
			return Bool, word, nil
		}
	}
	return Null, "", p.fail("this is not a JSON value")
}

// next parses the text between two elements, and reports whether another one follows.
func (p *parser) next(end byte) (bool, error) {
	p.space()
	switch p.peek() {
	case end:
		p.at++
		return false, nil
	case ',':
		p.at++
		p.space()
		if p.peek() == end {
			return false, p.fail("there is a comma before the closing bracket")
		}
		return true, nil
	case '/', '#':
		return false, p.fail("JSON has no comments")
	}
	if p.at >= len(p.data) {
		return false, p.fail("the document ends too early")
	}
	return false, p.fail("a comma or a closing bracket is missing")
}

func (p *parser) array(depth int) (items []Value, err error) {
	p.at++
	p.space()
	if p.peek() == ']' {
		p.at++
		return nil, nil
	}
	for more := true; more; {
		p.space()
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
		if more, err = p.next(']'); err != nil {
			return nil, err
		}
	}
	return items, nil
}

func (p *parser) object(depth int) (members []Member, err error) {
	p.at++
	p.space()
	if p.peek() == '}' {
		p.at++
		return nil, nil
	}
	seen := map[string]bool{}
	for more := true; more; {
		m, err := p.member(depth)
		if err != nil {
			return nil, err
		}
		if seen[m.Name] {
			if err := p.repeated(m, depth); err != nil {
				return nil, err
			}
		}
		seen[m.Name] = true
		members = append(members, m)
		if more, err = p.next('}'); err != nil {
			return nil, err
		}
	}
	return members, nil
}

// repeated returns an error if the object already has the key.
func (p *parser) repeated(m Member, depth int) error {
	err := At(p.data, m.Start, "the key appears twice in one object")
	if !p.loose && (depth > 0 || p.about == nil || p.strictFor(m.Name)) {
		return err
	}
	if p.doubt == nil {
		p.doubt = err
	}
	return nil
}

func (p *parser) member(depth int) (m Member, err error) {
	if depth == 0 && p.about != nil {
		p.loose = true // until the key is known
		defer func() { p.loose = false }()
	}
	p.space()
	m.Start = p.at
	switch p.peek() {
	case '"':
	case '/', '#':
		return m, p.fail("JSON has no comments")
	default:
		return m, p.fail("a key in double quotes is missing")
	}
	if m.Name, err = p.text(); err != nil {
		return m, err
	}
	p.space()
	if p.peek() != ':' {
		return m, p.fail("a colon is missing after the key")
	}
	p.at++
	p.space()
	if depth == 0 && p.strictFor(m.Name) {
		p.loose = false
	}
	m.Value, err = p.value(depth + 1)
	return m, err
}
