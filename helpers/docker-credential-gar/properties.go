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

// properties are gcloud's, by section and key, as its files have them. gcloud reads
// each file with `configparser.ConfigParser()` of Python and then takes the items of
// every section (googlecloudsdk/core/configurations/properties_file.py), so that
// whatever configparser refuses, doubled keys and a lone "%" too, ends gcloud. They
// are read here to tell whether somebody is logged in, and who, in words; a token
// does not depend on this reading.
type properties map[string]map[string]string

// get is a property. A variable wins over the files, also one that is set to
// nothing.
func (p properties) get(section, key string) string {
	if value, set := os.LookupEnv("CLOUDSDK_" + strings.ToUpper(section+"_"+key)); set {
		return value
	}
	return p[section][key]
}

// read puts a file's properties over those of the files before it.
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

// defaultSection holds values for all other sections of its file.
const defaultSection = "DEFAULT"

// iniFile is a file of the form that configparser reads
// (https://docs.python.org/3/library/configparser.html#supported-ini-file-structure).
type iniFile struct {
	sections map[string]map[string][]string // values by lines
	seen     map[[2]string]bool
	section  string
	inside   bool   // of a section
	key      string // that the next lines may continue
	indent   int    // of that key
}

// line takes one line.
func (f *iniFile) line(line string) error {
	value := strings.TrimFunc(line, isSpace)
	switch indent := utf8.RuneCountInString(line) - utf8.RuneCountInString(strings.TrimLeftFunc(line, isSpace)); {
	case strings.HasPrefix(value, "#"), strings.HasPrefix(value, ";"):
		return nil
	case value == "":
		f.proceed("")
		return nil
	case f.key != "" && indent > f.indent:
		f.proceed(value)
		return nil
	default:
		f.indent = indent
	}
	if end := strings.LastIndexByte(value, ']'); value[0] == '[' && end > 1 { // what follows is passed over
		return f.begin(value[1:end])
	}
	return f.set(value)
}

// proceed adds a line to the value that was begun last.
func (f *iniFile) proceed(value string) {
	if f.key != "" {
		f.sections[f.section][f.key] = append(f.sections[f.section][f.key], value)
	}
}

func (f *iniFile) begin(section string) error {
	if f.sections[section] == nil {
		f.sections[section] = map[string][]string{}
	} else if section != defaultSection {
		return errors.New("a section begins twice")
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

// items are a section's values, and those of the default section.
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

// maxDepth is how deep values may refer to each other.
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
		value, known := values[strings.ToLower(key)]
		if !known {
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

// isSpace is Python's str.isspace, which knows four separators more than Go.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }
