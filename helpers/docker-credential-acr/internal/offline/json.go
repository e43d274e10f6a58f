package offline

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
)

// member gives the text of a member's value in an object. Like shared/flatjson it
// is for telling identities apart before encoding/json is initialised; that
// package finds strings alone, and az's file has a list and truth values.
func member(object, name string) (value string, ok bool) {
	eachIn(object, '{', func(key, text string) {
		if key == `"`+name+`"` {
			value, ok = text, true
		}
	})
	return value, ok
}

// elements gives the texts of a list's values.
func elements(list string) (values []string) {
	eachIn(list, '[', func(_, text string) { values = append(values, text) })
	return values
}

// eachIn calls take for everything in an object or a list, up to where the text
// is not well formed.
func eachIn(text string, opening byte, take func(key, value string)) {
	text = unspaced(text)
	if text == "" || text[0] != opening {
		return
	}
	for text = unspaced(text[1:]); text != ""; text = unspaced(text[1:]) {
		var key string
		if opening == '{' {
			n := length(text)
			key, text = text[:n], unspaced(text[n:])
			if text == "" || text[0] != ':' {
				return
			}
			text = unspaced(text[1:])
		}
		n := length(text)
		if n == 0 {
			return
		}
		take(key, text[:n])
		if text = unspaced(text[n:]); text == "" || text[0] != ',' {
			return
		}
	}
}

// length is how much of the text its first value takes.
func length(text string) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			i += quoted(text[i:])
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
			if depth < 0 {
				return i
			}
		case ',', ':', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
		}
		if depth == 0 && i < len(text) && text[i] == '"' {
			return i + 1
		}
	}
	return 0
}

// quoted is the distance from a string's first quote to its last.
func quoted(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(text)
}

func unspaced(s string) string {
	for s != "" && ascii.Index(" \t\r\n", s[0]) >= 0 {
		s = s[1:]
	}
	return s
}
