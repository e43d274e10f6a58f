// Package unitfile parses the command line and the environment of a systemd service as systemd
// does, for tests. It follows systemd's manual pages and shares no code with the program that
// writes the file (systemd.syntax(7), systemd.service(5), systemd.exec(5)).
package unitfile

import (
	"fmt"
	"strings"
)

// Command returns the words of ExecStart. A variable in them is an error: dockercfg's units
// contain none.
func Command(unit string) ([]string, error) {
	lines := settings(unit, "ExecStart")
	if len(lines) != 1 {
		return nil, fmt.Errorf("there are %d lines ExecStart, want 1", len(lines))
	}
	words, err := split(lines[0])
	if err != nil {
		return nil, err
	}
	for i := range words {
		if words[i], err = specifiers(words[i]); err != nil {
			return nil, err
		}
		if i == 0 { // systemd does not expand variables in the program
			continue
		}
		if words[i], err = variables(words[i]); err != nil {
			return nil, err
		}
	}
	return words, nil
}

// Environment returns the assignments of all Environment lines.
func Environment(unit string) (all []string, err error) {
	for _, line := range settings(unit, "Environment") {
		words, err := split(line)
		if err != nil {
			return nil, err
		}
		for _, word := range words {
			if word, err = specifiers(word); err != nil {
				return nil, err
			}
			all = append(all, word)
		}
	}
	return all, nil
}

func settings(unit, name string) (values []string) {
	for line := range strings.Lines(unit) {
		if value, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), name+"="); ok {
			values = append(values, value)
		}
	}
	return values
}

// split splits a line at unquoted white space. A backslash escapes inside and outside of
// quotes; it may only precede a backslash or a double quote, which is all that dockercfg needs.
func split(line string) (words []string, err error) {
	var word strings.Builder
	begun, quote := false, rune(0)
	escaped := false
	for _, r := range line {
		switch {
		case escaped:
			if r != '\\' && r != '"' {
				return nil, fmt.Errorf(`the escape \%c in %s`, r, line)
			}
			word.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped, begun = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, begun = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if begun {
				words = append(words, word.String())
				word.Reset()
				begun = false
			}
		case quote == 0 && r == ';' && !begun:
			return nil, fmt.Errorf("a second command in %s", line)
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if quote != 0 || escaped {
		return nil, fmt.Errorf("an open quote in %s", line)
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}

func specifiers(word string) (string, error) { return doubled(word, '%') }

func variables(word string) (string, error) { return doubled(word, '$') }

// doubled replaces two signs by one; a single sign has another meaning and is an error.
func doubled(word string, sign byte) (string, error) {
	var out strings.Builder
	for i := 0; i < len(word); i++ {
		if word[i] == sign {
			if i+1 == len(word) || word[i+1] != sign {
				return "", fmt.Errorf("a single %c in %q", sign, word)
			}
			i++
		}
		out.WriteByte(word[i])
	}
	return out.String(), nil
}
