package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"
)

// properties are gcloud's settings by section and key, as its files contain them. gcloud
// reads each file with Python's `configparser.ConfigParser()` and then all items of every
// section (googlecloudsdk/core/configurations/properties_file.py). So it fails on whatever
// configparser refuses, such as duplicate keys or a single "%". They are read here only to
// find out whether an account is logged in, and its label; a token does not depend on this.
type properties map[string]map[string]string

// get returns a property. A variable overrides the files, even an empty one.
func (p properties) get(section, key string) string {
	if value, set := os.LookupEnv("CLOUDSDK_" + strings.ToUpper(section+"_"+key)); set {
		return value
	}
	return p[section][key]
}

// read adds a file's properties and overrides those of the files before it.
func (p properties) read(text string) error {
	f := iniFile{sections: map[string]map[string][]string{}, seen: map[[2]string]bool{}}
	for i, line := range strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n") {
		if err := f.line(line); err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	for section := range f.sections {
		if section == defaultSection {
			continue
		}
		items, err := f.items(section)
		if err != nil {
			return err
		}
		if p[section] == nil {
			p[section] = map[string]string{}
		}
		maps.Copy(p[section], items)
	}
	return nil
}

// defaultSection contains values for all other sections of its file.
const defaultSection = "DEFAULT"

// iniFile is a file in configparser's format
// (https://docs.python.org/3/library/configparser.html#supported-ini-file-structure).
type iniFile struct {
	sections map[string]map[string][]string // values by lines
	seen     map[[2]string]bool
	section  string
	inside   bool   // a section has begun
	key      string // that the next lines may continue
	indent   int    // of that key
}

// line parses one line.
func (f *iniFile) line(line string) error {
	value := strings.TrimFunc(line, isSpace)
	switch indent := utf8.RuneCountInString(line) - utf8.RuneCountInString(strings.TrimLeftFunc(line, isSpace)); {
	case strings.HasPrefix(value, "#"), strings.HasPrefix(value, ";"):
		return nil
	case value == "":
		f.appendLine("")
		return nil
	case f.key != "" && indent > f.indent:
		f.appendLine(value)
		return nil
	default:
		f.indent = indent
	}
	if end := strings.LastIndexByte(value, ']'); value[0] == '[' && end > 1 { // the rest is ignored
		return f.begin(value[1:end])
	}
	return f.set(value)
}

// appendLine appends a line to the last value.
func (f *iniFile) appendLine(value string) {
	if f.key != "" {
		f.sections[f.section][f.key] = append(f.sections[f.section][f.key], value)
	}
}

func (f *iniFile) begin(section string) error {
	if f.sections[section] == nil {
		f.sections[section] = map[string][]string{}
	} else if section != defaultSection {
		return errors.New("a section appears twice")
	}
	f.section, f.inside, f.key = section, true, ""
	return nil
}

func (f *iniFile) set(line string) error {
	at := strings.IndexAny(line, "=:")
	switch {
	case !f.inside:
		return errors.New("it has no section")
	case at < 0:
		return errors.New("it has no value")
	}
	key := strings.ToLower(strings.TrimRightFunc(line[:at], isSpace))
	if key == "" {
		return errors.New("it has no key")
	}
	if f.seen[[2]string{f.section, key}] {
		return errors.New("a key is set twice")
	}
	f.seen[[2]string{f.section, key}] = true
	f.key = key
	f.sections[f.section][key] = []string{strings.TrimFunc(line[at+1:], isSpace)}
	return nil
}

// items returns a section's values together with those of the default section.
func (f *iniFile) items(section string) (map[string]string, error) {
	raw := map[string]string{}
	for _, from := range []string{defaultSection, section} {
		for key, lines := range f.sections[from] {
			raw[key] = strings.TrimRightFunc(strings.Join(lines, "\n"), isSpace)
		}
	}
	items := map[string]string{}
	for key, text := range raw {
		var out strings.Builder
		if err := interpolate(&out, raw, text, 1); err != nil {
			return nil, err
		}
		items[key] = out.String()
	}
	return items, nil
}

// maxDepth is how deeply values may refer to each other.
const maxDepth = 10

var errPercent = errors.New(`a "%" in a value is neither "%%" nor "%(key)s"`)

// interpolate replaces "%(key)s" by another value of the section, and "%%" by "%".
func interpolate(out *strings.Builder, values map[string]string, text string, depth int) error {
	if depth > maxDepth {
		return errors.New("values refer to each other too deeply")
	}
	for {
		plain, rest, found := strings.Cut(text, "%")
		out.WriteString(plain)
		if !found {
			return nil
		}
		if strings.HasPrefix(rest, "%") {
			out.WriteByte('%')
			text = rest[1:]
			continue
		}
		key, after, closed := strings.Cut(strings.TrimPrefix(rest, "("), ")")
		if !strings.HasPrefix(rest, "(") || !closed || key == "" || !strings.HasPrefix(after, "s") {
			return errPercent
		}
		value, found := values[strings.ToLower(key)]
		if !found {
			return errors.New("a value refers to a key that is not set")
		}
		if !strings.Contains(value, "%") {
			out.WriteString(value)
		} else if err := interpolate(out, values, value, depth+1); err != nil {
			return err
		}
		text = after[1:]
	}
}

// isSpace is Python's str.isspace, which includes four more separators than Go's.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }
