// Package ascii replaces the few functions of package strings that are needed before
// main. Code that a helper's internal/warm calls runs during package initialisation (see
// shared/warm). A package that imports strings would not be initialised before most of
// the standard library and, with a cloud SDK linked, half a million instructions later
// (https://go.dev/ref/spec#Package_initialization). Packages for that code may import
// errors, os, strconv, syscall and time, but nothing larger.
package ascii

// Lower returns s with A to Z in lower case.
func Lower(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if b[i] >= 'A' && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// Index returns the index of the first c in s, or -1.
func Index(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// Cut splits s at the first c.
func Cut(s string, c byte) (before, after string, found bool) {
	if i := Index(s, c); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// HasPrefix reports whether s begins with prefix.
func HasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// HasSuffix reports whether s ends with suffix.
func HasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

// Trim removes space and tab from both ends.
func Trim(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for s != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

// Line cuts the first line off text, and returns it without its newline.
func Line(text string) (line, rest string) {
	line, rest, _ = Cut(text, '\n')
	if HasSuffix(line, "\r") {
		line = line[:len(line)-1]
	}
	return line, rest
}

// Printable reports whether s contains only visible ASCII characters, 0x21 to 0x7e.
func Printable(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
