package providers

import "github.com/dockercfg/dockercfg/shared/ascii"

// label holds letters, digits and hyphens, no hyphen at either end.
func label(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isAlnum(s[i]) && (s[i] != '-' || i == 0 || i == len(s)-1) {
			return false
		}
	}
	return s != ""
}

// words holds words of letters and digits with single hyphens between.
func words(s string) bool {
	for more := true; more; {
		var first string
		first, s, more = ascii.Cut(s, '-')
		if !word(first) {
			return false
		}
	}
	return true
}

// word holds letters and digits alone.
func word(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isAlnum(s[i]) {
			return false
		}
	}
	return s != ""
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func isAlnum(c byte) bool  { return isLetter(c) || isDigit(c) }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
