package strictjson

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// number follows RFC 8259, section 6: no leading zero, no dot or exponent without digits.
func (p *parser) number() (string, error) {
	start := p.at
	if p.peek() == '-' {
		p.at++
	}
	if p.peek() == '0' {
		p.at++
	} else if p.digits() == 0 {
		return "", p.fail("a number has no digits")
	}
	if p.peek() == '.' {
		p.at++
		if p.digits() == 0 {
			return "", p.fail("a number has no digits after its point")
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.at++
		if c := p.peek(); c == '+' || c == '-' {
			p.at++
		}
		if p.digits() == 0 {
			return "", p.fail("a number has no digits in its exponent")
		}
	}
	return string(p.data[start:p.at]), nil
}

func (p *parser) digits() int {
	start := p.at
	for c := p.peek(); c >= '0' && c <= '9'; c = p.peek() {
		p.at++
	}
	return p.at - start
}

// text parses a string, including its quotes.
func (p *parser) text() (string, error) {
	p.at++
	var out strings.Builder
	for {
		start := p.at
		for p.at < len(p.data) && p.data[p.at] != '"' && p.data[p.at] != '\\' && p.data[p.at] >= 0x20 {
			p.at++
		}
		run := p.data[start:p.at]
		if !utf8.Valid(run) {
			if err := p.refuse("a string is not valid UTF-8"); err != nil {
				return "", err
			}
			run = bytes.ToValidUTF8(run, []byte("\ufffd"))
		}
		out.Write(run)
		switch {
		case p.at >= len(p.data):
			return "", p.fail("a string does not end")
		case p.data[p.at] == '"':
			p.at++
			return out.String(), nil
		case p.data[p.at] < 0x20:
			return "", p.fail("a string contains a control character that is not escaped")
		}
		r, err := p.escape()
		if err != nil {
			return "", err
		}
		out.WriteRune(r)
	}
}

const escapes = `""\\//b` + "\b" + `f` + "\f" + `n` + "\n" + `r` + "\r" + `t` + "\t"

// escape parses one escape sequence. A surrogate must be followed by its other half.
func (p *parser) escape() (rune, error) {
	p.at++
	c := p.peek()
	for i := 0; i < len(escapes); i += 2 {
		if c == escapes[i] {
			p.at++
			return rune(escapes[i+1]), nil
		}
	}
	if c != 'u' {
		return 0, p.fail("a string contains an unknown escape")
	}
	p.at++
	first, err := p.hex4()
	if err != nil || !utf16.IsSurrogate(first) {
		return first, err
	}
	alone := p.at
	if p.peek() == '\\' && p.at+1 < len(p.data) && p.data[p.at+1] == 'u' {
		p.at += 2
		second, err := p.hex4()
		if err != nil {
			return 0, err
		}
		if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
			return r, nil
		}
	}
	if err := p.refuse("a string contains half a surrogate pair"); err != nil {
		return 0, err
	}
	p.at = alone // the next escape is parsed separately
	return utf8.RuneError, nil
}

func (p *parser) hex4() (rune, error) {
	if p.at+4 > len(p.data) {
		return 0, p.fail("a string does not end")
	}
	for _, c := range p.data[p.at : p.at+4] {
		if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
			return 0, p.fail("a unicode escape has no four hexadecimal digits")
		}
	}
	n, err := strconv.ParseUint(string(p.data[p.at:p.at+4]), 16, 32)
	p.at += 4
	return rune(n), err
}
