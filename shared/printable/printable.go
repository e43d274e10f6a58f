// Package printable makes text from other people safe to print: names from configs, user
// names, answers of a registry or a helper.
//
// Such text may contain an escape sequence that rewrites the screen, a character that
// reverses the direction of writing, or a newline followed by a command for the CI
// system that reads the log. These are removed here, and only when text is printed:
// decisions and files use the original text.
package printable

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Line returns text as one line. Each sequence of characters that cannot be printed
// becomes one space. Commands that a CI system recognises in a log are broken up.
func Line(text string) string { return harmless(strings.Join(strings.Fields(visible(text)), " ")) }

// Cut returns Line with at most max bytes.
func Cut(text string, max int) string {
	line := Line(text)
	if len(line) <= max {
		return line
	}
	end := max - len("...")
	for end > 0 && !utf8.RuneStart(line[end]) {
		end--
	}
	return line[:end] + "..."
}

// Lines is Line for several lines, such as a part of a file: it keeps newlines, tabs and
// spaces.
func Lines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = harmless(visible(line))
	}
	return strings.Join(lines, "\n")
}

// Plain reports whether text can be printed unchanged.
func Plain(text string) bool { return visible(text) == text && !strings.Contains(text, "\t") }

// visible replaces every character that cannot be printed by a space. It keeps tabs.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) && r != '\t' {
			return ' '
		}
		return r
	}, text)
}

// harmless breaks up the commands of GitHub, Azure and TeamCity: "::" at the beginning of
// a line, "##[", "##vso[" and "##teamcity[" anywhere
// (https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs).
func harmless(line string) string {
	for strings.Contains(line, "##") { // ReplaceAll alone would leave one pair of three
		line = strings.ReplaceAll(line, "##", "# #")
	}
	if rest, ok := strings.CutPrefix(strings.TrimLeft(line, " \t"), "::"); ok {
		line = line[:len(line)-len(rest)-1] + " :" + rest
	}
	return line
}

// JSON escapes every character of a JSON text that Line would remove. The values do not
// change.
func JSON(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		switch {
		case r == '#' && len(out) > 0 && out[len(out)-1] == '#':
			out = append(out, `\u0023`...)
		case r < utf8.RuneSelf && r != 0x7f || unicode.IsPrint(r):
			out = append(out, text[at:at+size]...)
		default:
			out = escaped(out, r)
		}
		at += size
	}
	return out
}

// escaped appends a character as a JSON escape (RFC 8259, section 7).
func escaped(out []byte, r rune) []byte {
	for _, unit := range utf16.Encode([]rune{r}) {
		out = append(out, '\\', 'u')
		for shift := 12; shift >= 0; shift -= 4 {
			out = append(out, "0123456789abcdef"[unit>>shift&15])
		}
	}
	return out
}
