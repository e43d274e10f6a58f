package dockerfile

import (
	"errors"
	"strings"
	"unicode"
)

// expand replaces $NAME and ${NAME...} and removes quotes, as Docker does for the image
// of FROM and the values of ARG. Patterns of newer versions of Docker, such as ${NAME#x},
// become Unknown.
func expand(text string, escape rune, vars map[string]string) (string, error) {
	s := &scanner{rest: []rune(text), escape: escape, vars: vars}
	return s.until(0)
}

// unquote removes the quotes from the word of a heredoc, and keeps its variables. ok is
// false for anything but one word.
func unquote(text string) (string, bool) {
	s := &scanner{rest: []rune(text), escape: '\\', literal: true}
	word, err := s.until(0)
	if err != nil || len(shellWords(text)) != 1 {
		return "", false
	}
	return word, true
}

var errSyntax = errors.New("a quote or a ${ is not closed, or a substitution is not known")

// A value can double in each ARG, and a default can contain another one.
const (
	maxValue = 64 << 10 // bytes
	maxDepth = 64
)

var errTooMuch = errors.New("its variables expand to too much")

// scanner reads a word from its beginning.
type scanner struct {
	depth   int
	rest    []rune
	escape  rune
	vars    map[string]string
	literal bool // do not expand variables
}

func (s *scanner) peek() rune {
	if len(s.rest) == 0 {
		return 0
	}
	return s.rest[0]
}

func (s *scanner) next() rune {
	c := s.peek()
	s.rest = s.rest[min(1, len(s.rest)):]
	return c
}

// until reads up to a closing character; 0 is the end of the word.
func (s *scanner) until(end rune) (string, error) {
	var out strings.Builder
	for len(s.rest) > 0 {
		c := s.next()
		var part string
		var err error
		switch {
		case end != 0 && c == end:
			return out.String(), nil
		case c == '\'':
			part, err = s.single()
		case c == '"':
			part, err = s.double()
		case c == '$':
			part, err = s.variable()
		case c == s.escape:
			if len(s.rest) > 0 {
				part = string(s.next())
			}
		default:
			part = string(c)
		}
		if err != nil {
			return "", err
		}
		if out.WriteString(part); out.Len() > maxValue {
			return "", errTooMuch
		}
	}
	if end != 0 {
		return "", errSyntax
	}
	return out.String(), nil
}

func (s *scanner) single() (string, error) {
	var out strings.Builder
	for len(s.rest) > 0 {
		c := s.next()
		if c == '\'' {
			return out.String(), nil
		}
		out.WriteRune(c)
	}
	return "", errSyntax
}

func (s *scanner) double() (string, error) {
	var out strings.Builder
	for len(s.rest) > 0 {
		c := s.next()
		switch {
		case c == '"':
			return out.String(), nil
		case c == '$':
			value, err := s.variable()
			if err != nil {
				return "", err
			}
			if out.WriteString(value); out.Len() > maxValue {
				return "", errTooMuch
			}
			continue
		case c == s.escape && len(s.rest) == 0:
			continue
		case c == s.escape && (s.peek() == '"' || s.peek() == '$' || s.peek() == s.escape):
			c = s.next()
		}
		out.WriteRune(c)
	}
	return "", errSyntax
}

// variable reads what follows a dollar sign.
func (s *scanner) variable() (string, error) {
	if s.peek() != '{' {
		name := s.name()
		switch {
		case name == "":
			return "$", nil
		case s.literal:
			return "$" + name, nil
		}
		return s.vars[name], nil
	}
	s.next()
	if s.depth++; s.depth > maxDepth {
		return "", errTooMuch
	}
	defer func() { s.depth-- }()
	if c := s.peek(); c == 0 || c == '{' || c == '}' || c == ':' {
		return "", errSyntax
	}
	name := s.name()
	operator := s.next()
	colon := operator == ':'
	if colon {
		operator = s.next()
	}
	value, set := s.vars[name]
	if colon && value == "" {
		set = false
	}
	switch {
	case operator == '}' && !colon:
		if s.literal {
			return "${" + name + "}", nil
		}
		return value, nil
	case operator == '-', operator == '+', operator == '?':
		word, err := s.until('}')
		if err != nil {
			return "", err
		}
		return substitute(operator, value, set, word)
	case !colon && (operator == '#' || operator == '%' || operator == '/'):
		_, err := s.until('}')
		return Unknown, err
	}
	return "", errSyntax
}

func substitute(operator rune, value string, set bool, word string) (string, error) {
	switch {
	case strings.Contains(value, Unknown) && operator != '?':
		return Unknown, nil
	case operator == '-' && !set, operator == '+' && set:
		return word, nil
	case operator == '+':
		return "", nil
	case operator == '?' && !set:
		return "", errors.New("a required variable is not set")
	}
	return value, nil
}

// name reads letters, digits and underscores. A name that begins with a digit, or is a
// special parameter of a shell, has one character.
func (s *scanner) name() string {
	var out strings.Builder
	for c := s.peek(); unicode.IsDigit(c); c = s.peek() {
		out.WriteRune(s.next())
	}
	if out.Len() > 0 {
		return out.String()
	}
	if c := s.peek(); c != 0 && strings.ContainsRune("@*#?-$!", c) {
		return string(s.next())
	}
	for c := s.peek(); unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_'; c = s.peek() {
		out.WriteRune(s.next())
	}
	return out.String()
}

// shellWords splits at spaces outside quotes, and keeps the quotes; spaces after << do
// not split. Text with an open quote has no words.
func shellWords(text string) (all []string) {
	rest := []rune(text)
	var word []rune
	for i := 0; i < len(rest); i++ {
		c := rest[i]
		switch {
		case unicode.IsSpace(c):
			if len(word) > 0 {
				all, word = append(all, string(word)), nil
			}
			continue
		case c == '\\' && i+1 < len(rest):
			word = append(word, c)
			i++
		case c == '\'' || c == '"':
			end := closing(rest, i)
			if end < 0 {
				return nil
			}
			word = append(word, rest[i:end]...)
			i = end
		case c == '<' && i+1 < len(rest) && rest[i+1] == '<':
			word = append(word, c)
			for i++; i+1 < len(rest) && strings.ContainsRune("\t\r ", rest[i+1]); i++ {
				word = append(word, rest[i])
			}
		}
		word = append(word, rest[i])
	}
	if len(word) > 0 {
		all = append(all, string(word))
	}
	return all
}

// closing returns the index of the quote that ends the one at i, or -1 if it is open.
func closing(text []rune, i int) int {
	quote := text[i]
	for i++; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote == '"':
			i++
		case text[i] == quote:
			return i
		}
	}
	return -1
}
