package dockerfile

import (
	"encoding/csv"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// blanks separate an instruction from its arguments.
var blanks = regexp.MustCompile(`[\t\v\f\r ]+`)

// split separates the command, the flags that begin with -- and the rest.
func split(text string, escape rune) (command string, flags []string, rest string) {
	parts := blanks.Split(strings.TrimSpace(text), 2)
	if len(parts) < 2 {
		return parts[0], nil, ""
	}
	rest = parts[1]
	for {
		rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
		if !strings.HasPrefix(rest, "--") {
			return parts[0], flags, strings.TrimSpace(rest)
		}
		var word string
		if word, rest = flag(rest, escape); word == "--" {
			return parts[0], flags, strings.TrimSpace(rest)
		}
		flags = append(flags, word)
	}
}

// flag reads one word, without its quotes and escape characters. Docker reads it byte by
// byte.
func flag(text string, escape rune) (word, rest string) {
	var out []byte
	var quote byte
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case rune(c) == escape:
			if i++; i < len(text) {
				out = append(out, text[i])
			}
		case quote != 0:
			if c == quote {
				quote = 0
				continue
			}
			out = append(out, c)
		case c == '\'' || c == '"':
			quote = c
		case unicode.IsSpace(rune(c)):
			return string(out), text[i:]
		default:
			out = append(out, c)
		}
	}
	return string(out), ""
}

// words splits the arguments of ARG at spaces outside quotes, and keeps the quotes.
func words(text string, escape rune) (all []string) {
	var word strings.Builder
	var quote rune
	add := func() {
		if word.Len() > 0 {
			all = append(all, word.String())
			word.Reset()
		}
	}
	for len(text) > 0 {
		c, size := utf8.DecodeRuneInString(text)
		switch {
		case quote == 0 && unicode.IsSpace(c):
			add()
			text = text[size:]
			continue
		case c == escape && quote != '\'':
			if len(text) == size {
				text = ""
				continue
			}
			word.WriteString(text[:size])
			text = text[size:]
			_, size = utf8.DecodeRuneInString(text)
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case c == quote:
			quote = 0
		}
		word.WriteString(text[:size])
		text = text[size:]
	}
	add()
	return all
}

// sources returns what the flags of an instruction name as --from or from=.
func sources(command string, flags []string, line int) (all []source) {
	for _, f := range flags {
		name, value, _ := strings.Cut(f, "=")
		switch strings.ToLower(command) + " " + name {
		case "copy --from":
			if value != "" {
				all = append(all, source{value, true, line})
			}
		case "run --mount":
			if from := mountedFrom(value); from != "" {
				all = append(all, source{from, false, line})
			}
		}
	}
	return all
}

// mountedFrom returns the from of a mount, whose fields are separated by commas.
func mountedFrom(value string) (from string) {
	fields, err := csv.NewReader(strings.NewReader(value)).Read()
	if err != nil {
		return ""
	}
	for _, field := range fields {
		if key, value, ok := strings.Cut(field, "="); ok && strings.EqualFold(key, "from") {
			from = value
		}
	}
	return from
}
