package strictjson

import (
	"strconv"
	"strings"
)

// The bounds of a document. A value takes a hundred bytes and more, whatever it is: a
// config with tens of thousands of registries is read, and one of millions of commas is
// not.
const (
	maxDepth  = 128
	maxValues = 100_000
)

// Parse reads one document; only white space may follow it. Errors are *Error.
func Parse(data []byte) (Value, error) {
	p := parser{data: data}
	p.space()
	v, err := p.value(0)
	if err == nil {
		p.space()
		if p.at < len(data) {
			err = p.fail("something follows the document")
		}
	}
	return v, err
}

type parser struct {
	data   []byte
	at     int
	values int
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
	if depth > maxDepth {
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
	return Null, "", p.fail("this is no JSON value")
}

// next reads what stands between two elements: true means another one follows.
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
			return false, p.fail("a comma stands before the closing bracket")
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
			return nil, At(p.data, m.Start, "the key stands twice in one object")
		}
		seen[m.Name] = true
		members = append(members, m)
		if more, err = p.next('}'); err != nil {
			return nil, err
		}
	}
	return members, nil
}

func (p *parser) member(depth int) (m Member, err error) {
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
	m.Value, err = p.value(depth + 1)
	return m, err
}
