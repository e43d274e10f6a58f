package userconfig

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/printable"
)

// parse parses all rules. It uses the library's syntax tree instead of its decoder, which
// stops at the first unknown key and reports no lines.
func parse(data []byte) (f File) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // from editors on Windows
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		f.broken = fault.New(fault.Config, "config.toml is UTF-16: save it as UTF-8")
		return f
	}
	p := &unstable.Parser{}
	p.Reset(data)
	lines := &lineCount{data: data, line: 1}
	f.rules = make([]entry, 0, min(bytes.Count(data, []byte("[[")), maxRules))
	var current *entry
	for p.NextExpression() {
		node := p.Expression()
		line := lines.of(node)
		switch key := keyOf(node); {
		case node.Kind == unstable.ArrayTable && len(f.rules) == maxRules:
			f.broken = fault.New(fault.Config,
				"config.toml, line %d: there are more than %d rules: write fewer with patterns",
				line, maxRules)
			return f
		case node.Kind == unstable.ArrayTable && key == "registry":
			f.rules = append(f.rules, entry{})
			current = &f.rules[len(f.rules)-1]
			current.Found, current.Line = true, line
		case node.Kind == unstable.KeyValue && current != nil:
			current.set(key, node.Value(), line)
		case node.Kind == unstable.Comment:
		default:
			f.broken = fault.New(fault.Config,
				"config.toml, line %d: there is no %s: a rule begins with [[registry]]",
				line, fault.Printable(key, 40))
			return f
		}
	}
	if err := p.Error(); err != nil {
		f.broken = fault.New(fault.Config, "config.toml%s", where(p, err))
	}
	for i := range f.rules {
		f.rules[i].finish()
	}
	return f
}

// where returns the line and the kind of a syntax error, without quoting the file.
func where(p *unstable.Parser, err error) string {
	var parse *unstable.ParserError
	if errors.As(err, &parse) {
		line := p.Shape(p.Range(parse.Highlight)).Start.Line
		return ", line " + strconv.Itoa(line) + ": " + fault.Printable(parse.Message, 120)
	}
	return " is not valid TOML"
}

// lineCount counts lines while the parser proceeds. The library's own function counts
// from the top each time.
type lineCount struct {
	data     []byte
	at, line int
}

// of returns the line of an expression's key.
func (c *lineCount) of(node *unstable.Node) int {
	if node.Kind == unstable.Comment {
		return c.line
	}
	keys := node.Key()
	if !keys.Next() {
		return c.line
	}
	if to := int(keys.Node().Raw.Offset); to > c.at {
		c.line += bytes.Count(c.data[c.at:to], []byte("\n"))
		c.at = to
	}
	return c.line
}

// keyOf returns an expression's key, with dots if it has several parts. Known keys are
// short, so the beginning of a long one is enough.
func keyOf(node *unstable.Node) string {
	if node.Kind == unstable.Comment {
		return ""
	}
	key := ""
	for keys := node.Key(); keys.Next() && len(key) < 100; {
		if key != "" {
			key += "."
		}
		key += string(keys.Node().Data)
	}
	return key
}

// set sets one key of a rule.
func (e *entry) set(key string, value *unstable.Node, line int) {
	list, ok := stringsOf(value)
	setting, known := Named(key)
	if e.has(key) {
		e.fail(line, "%s is set twice", key)
	}
	switch {
	case !ok:
		e.fail(line, "%s is neither a string nor a list of strings", fault.Printable(key, 40))
	case len(list) > maxRules:
		e.fail(line, "%s has more than %d values: write fewer with patterns", fault.Printable(key, 40), maxRules)
	case key == "match":
		e.match = e.patterns(e.match, key, list, line)
	case key == "hosts":
		e.hosts = e.patterns(e.hosts, key, list, line)
	case key == "helper":
		// The rule concerns both helpers, so both report the error.
		e.helper, e.otherHelper = strings.Join(list, " "), e.helper
	case !known:
		e.fail(line, "there is no key %s: see docs/config-toml.md for the valid keys", fault.Printable(key, 40))
	case value.Kind == unstable.Array && setting != Delegates:
		e.fail(line, "%s must be one string", key)
	default:
		e.check(setting, list, line)
		e.Set(setting, strings.Join(list, " "))
	}
}

// has reports whether the rule already has a key, and records the key.
func (e *entry) has(key string) bool {
	if _, setting := Named(key); !setting && key != "match" && key != "hosts" && key != "helper" {
		return false
	}
	there := slices.Contains(e.keys, key)
	if !there {
		e.keys = append(e.keys, key)
	}
	return there
}

// check validates the settings with a format of their own.
func (e *entry) check(key Key, list []string, line int) {
	for _, text := range list {
		switch {
		case text == "" || !printable.Plain(text) || strings.TrimSpace(text) != text:
			e.fail(line, "%s is empty, or contains characters that cannot be printed", key)
		case key == MaxAge, key == Keep:
			if d, err := time.ParseDuration(text); err != nil || d <= 0 {
				e.fail(line, "%s is not a duration such as 30m", key)
			}
		case key == OnFailure && text != "anonymous" && text != "error":
			e.fail(line, "on_failure must be anonymous or error")
		}
	}
}

func (e *entry) patterns(into []pattern, key string, list []string, line int) []pattern {
	for _, text := range list {
		p, problem := newPattern(text)
		if problem == "" && key == "hosts" && p.literal() == "" {
			problem = "write a host in full, without a path"
		}
		if problem != "" {
			e.fail(line, "%s: %s", key, problem)
			continue
		}
		into = append(into, p)
	}
	return into
}

// finish checks that a rule is complete.
func (e *entry) finish() {
	switch {
	case len(e.match) == 0 && len(e.hosts) == 0:
		e.fail(e.Line, "the rule has neither match nor hosts")
	case len(e.hosts) > 0 && e.helper == "":
		e.fail(e.Line, "the rule claims hosts and names no helper: add helper = \"...\"")
	}
}

// stringsOf returns a string, or a list of strings. It stops after one more than is
// allowed.
func stringsOf(value *unstable.Node) (list []string, ok bool) {
	switch value.Kind {
	case unstable.String:
		return []string{string(value.Data)}, true
	case unstable.Array:
		for items := value.Children(); items.Next() && len(list) <= maxRules; {
			if items.Node().Kind != unstable.String {
				return nil, false
			}
			list = append(list, string(items.Node().Data))
		}
		return list, len(list) > 0
	}
	return nil, false
}
