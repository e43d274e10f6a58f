package dockerfile

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"unicode"
)

// line is an instruction, with its continuation lines joined.
type line struct {
	text   string
	number int // the number of its first line, from 1
}

// directive is a line such as `# escape=` before everything else.
var directive = regexp.MustCompile(`^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$`)

// logical joins lines and removes comments and the content of heredocs.
func logical(text []byte) (all []line, escape rune, err error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, 0, errors.New("it is UTF-16 or binary, which docker does not read")
	}
	physical := strings.SplitAfter(string(text), "\n")
	escape, first, err := directives(physical)
	if err != nil {
		return nil, 0, err
	}
	for i := first; i < len(physical); {
		start := i
		first, more := continued(strings.TrimLeftFunc(trimEnd(physical[i]), unicode.IsSpace), escape)
		i++
		if isComment(first) || first == "" && !more {
			continue
		}
		var joined strings.Builder
		joined.WriteString(first)
		for more && i < len(physical) {
			next := trimEnd(physical[i])
			i++
			if isComment(next) || strings.TrimSpace(next) == "" {
				continue
			}
			next, more = continued(next, escape)
			joined.WriteString(next)
		}
		all = append(all, line{joined.String(), start + 1})
		if i, err = skipHeredocs(joined.String(), physical, i, escape); err != nil {
			return nil, 0, err
		}
	}
	return all, escape, nil
}

// directives returns the escape character and the line after the directives.
func directives(physical []string) (escape rune, next int, err error) {
	escape = '\\'
	seen := map[string]bool{}
	for ; next < len(physical); next++ {
		match := directive.FindStringSubmatch(strings.TrimLeftFunc(trimEnd(physical[next]), unicode.IsSpace))
		if match == nil {
			break
		}
		name := strings.ToLower(match[1])
		if name != "syntax" && name != "escape" && name != "check" {
			break
		}
		if seen[name] {
			return 0, 0, errors.New("a directive appears twice")
		}
		seen[name] = true
		if name == "escape" {
			if match[2] != `\` && match[2] != "`" {
				return 0, 0, errors.New("the escape directive is neither \\ nor `")
			}
			escape = rune(match[2][0])
		}
	}
	return escape, next, nil
}

func trimEnd(text string) string { return strings.TrimRight(text, "\r\n") }

func isComment(text string) bool {
	return strings.HasPrefix(strings.TrimLeftFunc(text, unicode.IsSpace), "#")
}

// continued removes the escape character at a line's end, which joins the next line to
// it, unless the character is escaped itself.
func continued(text string, escape rune) (string, bool) {
	if isComment(text) {
		return text, false
	}
	cut, found := strings.CutSuffix(strings.TrimRight(text, " \t"), string(escape))
	if !found || strings.HasSuffix(cut, string(escape)) {
		return text, false
	}
	return cut, true
}

// heredoc is `<<NAME` or `<<-NAME`, possibly after a file descriptor.
var heredoc = regexp.MustCompile(`^(\d*)<<(-?)\s*([^<]*)$`)

// skipHeredocs returns the line after the heredocs that an instruction begins.
func skipHeredocs(instruction string, physical []string, at int, escape rune) (int, error) {
	command, _, rest := split(instruction, escape)
	if strings.EqualFold(command, "onbuild") {
		command, _, _ = split(rest, escape)
	}
	switch strings.ToLower(command) {
	case "add", "copy", "run":
	default:
		return at, nil
	}
	for _, word := range shellWords(instruction) {
		match := heredoc.FindStringSubmatch(word)
		if match == nil || match[3] == "" {
			continue
		}
		name, ok := unquote(match[3])
		if !ok {
			continue
		}
		for ended := false; !ended; at++ {
			if at >= len(physical) {
				return at, errors.New("a heredoc does not end")
			}
			candidate := trimEnd(physical[at])
			if match[2] == "-" {
				candidate = strings.TrimLeft(candidate, "\t")
			}
			ended = candidate == name
		}
	}
	return at, nil
}
