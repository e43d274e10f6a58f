// Package flatjson finds a few strings in a JSON document before encoding/json is
// initialised: an identity is found out of a cloud's own file on the warm path
// (shared/warm), where half a million instructions of start-up would cost more
// than everything else. It is for telling identities apart and for words to show.
// Whatever is used is read again by a real parser when a token is made.
package flatjson

import "github.com/dockercfg/dockercfg/shared/ascii"

// maxDepth bounds nesting.
const maxDepth = 32

// String gives the string at a path of object keys. It is "", false where there
// is none, where a key of the path stands twice, where the string or any key has
// an escape of a code point, or where the document is not well formed up to its
// end.
func String(text string, path ...string) (string, bool) {
	s := scanner{text: text, path: path}
	s.space()
	if !s.value(0, true) {
		return "", false
	}
	s.space()
	return s.found, s.at == len(text) && s.times == 1
}

type scanner struct {
	text  string
	at    int
	path  []string
	found string
	times int
}

func (s *scanner) space() {
	for s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\t' || s.text[s.at] == '\n' || s.text[s.at] == '\r') {
		s.at++
	}
}

// next takes c, if that comes next.
func (s *scanner) next(c byte) bool {
	s.space()
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

// value reads one value. wanted tells that the path has led here so far.
func (s *scanner) value(depth int, wanted bool) bool {
	s.space()
	if s.at == len(s.text) || depth > maxDepth {
		return false
	}
	switch s.text[s.at] {
	case '{':
		return s.list('}', func() bool { return s.member(depth, wanted) })
	case '[':
		return s.list(']', func() bool { return s.value(depth+1, false) })
	case '"':
		value, exact, ok := s.quoted()
		if ok && wanted && depth == len(s.path) {
			s.found = value
			s.times++
			return exact
		}
		return ok
	}
	from := s.at
	for s.at < len(s.text) && isWord(s.text[s.at]) {
		s.at++
	}
	return s.at > from
}

// list reads what stands between brackets, with commas between.
func (s *scanner) list(end byte, item func() bool) bool {
	s.at++
	if s.next(end) {
		return true
	}
	for {
		if !item() {
			return false
		}
		if s.next(end) {
			return true
		}
		if !s.next(',') {
			return false
		}
	}
}

func (s *scanner) member(depth int, wanted bool) bool {
	s.space()
	if s.at == len(s.text) || s.text[s.at] != '"' {
		return false
	}
	key, exact, ok := s.quoted()
	return ok && exact && s.next(':') && s.value(depth+1, wanted && depth < len(s.path) && key == s.path[depth])
}

// isWord tells what numbers, true, false and null are made of.
func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '-' || c == '+' || c == '.'
}

// quoted reads a string. exact tells that its value is what a parser would give.
func (s *scanner) quoted() (value string, exact, ok bool) {
	s.at++
	from, plain := s.at, true
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '"':
			value, exact = s.text[from:s.at], true
			s.at++
			if !plain {
				value, exact = unescape(value)
			}
			return value, exact, true
		case c < ' ':
			return "", false, false
		case c == '\\':
			plain = false
			s.at++
		}
	}
	return "", false, false
}

func unescape(raw string) (value string, exact bool) {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c == '\\' {
			i++
			at := ascii.Index(`"\/nrtbf`, raw[i])
			if at < 0 {
				return "", false
			}
			c = "\"\\/\n\r\t\b\f"[at]
		}
		out = append(out, c)
	}
	return string(out), true
}
