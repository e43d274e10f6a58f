// Package printable makes text of other people fit to be shown: names out of configs,
// user names, what a registry or a helper answers.
//
// Such text may hold an escape sequence that rewrites the screen, a mark that turns
// the order of letters around, a line end with a command for the CI system that
// reads the log. It is made harmless here, and only where it is printed: what
// decides and what is written to files stays as it was.
package printable

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Line is text on one line: whatever does not print is a space, and so is a row of
// such. Commands that a CI system looks for in a log are broken up.
func Line(text string) string { return harmless(strings.Join(strings.Fields(visible(text)), " ")) }

// Cut is Line, of at most max bytes.
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

// Lines is text whose line ends, tabs and spaces stay, such as a part of a file.
func Lines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = harmless(visible(line))
	}
	return strings.Join(lines, "\n")
}

// Plain tells whether text can be shown as it is.
func Plain(text string) bool { return visible(text) == text && !strings.Contains(text, "\t") }

// visible puts a space in the place of everything that does not print; a tab does.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) && r != '\t' {
			return ' '
		}
		return r
	}, text)
}

// harmless breaks up what GitHub, Azure and TeamCity take for a command: "::" at the
// beginning of a line, "##[", "##vso[" and "##teamcity[" anywhere
// (https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs).
func harmless(line string) string {
	for strings.Contains(line, "##") { // ReplaceAll takes two of three
		line = strings.ReplaceAll(line, "##", "# #")
	}
	if rest, ok := strings.CutPrefix(strings.TrimLeft(line, " \t"), "::"); ok {
		line = line[:len(line)-len(rest)-1] + " :" + rest
	}
	return line
}

// JSON is a JSON text with everything escaped that Line would take away. Its values
// stay as they are.
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

// escaped adds a character as JSON escapes it (RFC 8259, section 7).
func escaped(out []byte, r rune) []byte {
	for _, unit := range utf16.Encode([]rune{r}) {
		out = append(out, '\\', 'u')
		for shift := 12; shift >= 0; shift -= 4 {
			out = append(out, "0123456789abcdef"[unit>>shift&15])
		}
	}
	return out
}
