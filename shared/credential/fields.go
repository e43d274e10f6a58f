package credential

import (
	"encoding/base64"
	"path/filepath"
	"strconv"
	"strings"
)

// isSecretName reports whether a name of a variable, JSON member, header or query parameter
// says that the value is secret.
func isSecretName(word string) bool {
	name := strings.ToLower(strings.Trim(word, "-_./"))
	for _, end := range []string{
		"password", "passwd", "passphrase", "pwd", "psw", "secret", "token", "tokens", "apikey", "api_key", "api-key",
		"accesskey", "access_key", "access-key", "secretkey", "secret_key", "secret-key", "privatekey", "private_key",
		"signature", "assertion", "credential", "credentials", "authorization", "jwt", "sig",
	} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	for _, whole := range []string{"auth", "pass"} {
		if name == whole || strings.HasSuffix(name, "_"+whole) || strings.HasSuffix(name, "-"+whole) {
			return true
		}
	}
	return false
}

// Given returns, for Scrub, the secrets among the variables (NAME=value) that a program
// is started with: those whose names say so. A path to a secret is not a secret.
func Given(environ []string) (given []Credential) {
	for _, assignment := range environ {
		name, value, _ := strings.Cut(assignment, "=")
		if isSecretName(name) && len(value) >= minGiven && !filepath.IsAbs(value) {
			given = append(given, Credential{Secret: Secret(value)})
		}
	}
	return given
}

// minGiven is the minimum length, which excludes values such as "true" and "none".
const minGiven = 6

// fieldOf finds the value after a name: `name=value`, `name:value` or `"name": "value"`.
// It returns where the value begins and its length. Text after `name: ` without quotes is
// usually a sentence. It is a value only if the name begins its line and one word is the
// rest of the line.
func fieldOf(text string, first bool) (begins, value int) {
	i := skip(text, 0, `\"'`)
	quoted := i > 0
	if gap := skip(text, i, " \t"); gap < len(text) && (quoted || text[gap] == '=') {
		i = gap
	}
	if i >= len(text) || text[i] != '=' && text[i] != ':' {
		return 0, 0
	}
	equals := text[i] == '='
	begins = skip(text, i+1, " \t")
	spaced := begins > i+1
	if n := quotedOf(text[begins:]); n > 0 {
		return begins, n
	}
	n := strings.IndexAny(text[begins:], " \t\r\n,;&)}]\"'<>")
	if n < 0 {
		n = len(text) - begins
	}
	line, _, _ := strings.Cut(text[begins:], "\n")
	alone := first && strings.TrimSpace(line) == text[begins:begins+n]
	if spaced && !equals && !quoted && !alone {
		return 0, 0
	}
	return begins, n
}

// skip returns the position in text after any number of these characters.
func skip(text string, at int, these string) int {
	for at < len(text) && strings.IndexByte(these, text[at]) >= 0 {
		at++
	}
	return at
}

// quotedOf returns the length of a quoted text, of one within a quoted text (\"x\"), or
// of one without an end.
func quotedOf(text string) int {
	escapes := skip(text, 0, `\`)
	if escapes >= len(text) || text[escapes] != '"' && text[escapes] != '\'' {
		return 0
	}
	quote := text[:escapes+1]
	for i := len(quote); i < len(text); i++ {
		if strings.HasPrefix(text[i:], quote) {
			return i + len(quote)
		}
		if escapes == 0 && text[i] == '\\' {
			i++
		}
	}
	return len(text)
}

// scheme reports whether a word is an authentication scheme, which a credential follows
// in a header.
func scheme(word string) bool {
	return strings.EqualFold(word, "basic") || strings.EqualFold(word, "bearer")
}

// tokenAfter finds the token after a scheme. If words follow, it is a sentence: "basic
// authentication", "bearer token".
func tokenAfter(text string) (begins, value int) {
	begins = skip(text, 0, " \t")
	n := runOf(text[begins:])
	if word := text[begins : begins+n]; begins == 0 || n == 0 || word == strings.ToLower(word) && !looksRandom(word) ||
		strings.HasPrefix(strings.ToLower(word), "auth") || strings.EqualFold(word, "token") {
		return 0, 0
	}
	return begins, skip(text, begins+n, "=") - begins
}

// loginOf returns the length of the login in a URL, from the end of the scheme to the
// "@". A password may contain characters that end a host, since people forget to escape
// them.
func loginOf(text string) int {
	word := wordOf(text)
	at := strings.LastIndexByte(word, '@')
	if at < 0 {
		return 0
	}
	host := strings.IndexAny(word, "/?#")
	colon := strings.IndexByte(word, ':')
	if host >= 0 && host < at && (colon < 0 || colon > host) {
		return 0 // the "@" belongs to the path
	}
	return at
}

// passwordOf returns the length of the password in `user:password@host`, after the colon.
func passwordOf(text string) int {
	word := wordOf(text)
	at := strings.LastIndexByte(word, '@')
	if at <= 0 || strings.HasPrefix(word, "//") || runOf(word[at+1:]) == 0 {
		return 0
	}
	return at
}

// wordOf returns the text up to the next space or quote.
func wordOf(text string) string {
	if i := strings.IndexAny(text, " \t\r\n\"'`<>"); i >= 0 {
		return text[:i]
	}
	return text
}

// removeKnown removes known secrets from a text.
func removeKnown(text string, known []Credential) string {
	for _, c := range known {
		for _, form := range formsOf(c) {
			text = replace(text, form)
		}
	}
	return text
}

// formsOf returns the forms in which a program may print a secret that it was given: the
// secret, its lines, and base64 of it. replace handles escapes.
func formsOf(c Credential) (forms []string) {
	secret := c.Secret.Reveal()
	for _, text := range []string{c.Username + ":" + secret, secret} {
		forms = append(forms, base64.StdEncoding.EncodeToString([]byte(text)),
			base64.RawURLEncoding.EncodeToString([]byte(text)))
	}
	forms = append(forms, secret)
	for line := range strings.Lines(secret) {
		if line = strings.TrimSpace(line); len(line) >= minPart {
			forms = append(forms, line)
		}
	}
	return forms
}

// minPart is the length below which a secret is only removed as a whole word. Otherwise
// half of a sentence would be removed.
const minPart = 4

// replace replaces a secret by the mark, however it is escaped.
func replace(text, secret string) string {
	var out strings.Builder
	shown := 0
	for at := 0; at < len(text); at++ {
		n := max(matchOf(text[at:], secret, false), matchOf(text[at:], secret, true))
		if n == 0 || len(secret) < minPart && inWord(text, at, at+n) {
			continue
		}
		out.WriteString(text[shown:at] + cut)
		shown = at + n
		at = shown - 1
	}
	return out.String() + text[shown:]
}

func inWord(text string, begin, end int) bool {
	return begin > 0 && classOf(text[begin-1]) != mark || end < len(text) && classOf(text[end]) != mark
}

// matchOf returns the length of the secret at the beginning of text, with each character
// verbatim or escaped; 0 if text does not begin with it. If escapes is true, a sequence
// that could be either is read as an escape.
func matchOf(text, secret string, escapes bool) int {
	at := 0
	for secret != "" {
		if at >= len(text) {
			return 0
		}
		means, n := unescaped(text[at:])
		rest, ok := strings.CutPrefix(secret, means)
		ok = ok && n > 0
		if same := text[at] == secret[0]; same && !(ok && escapes) {
			at, secret = at+1, secret[1:]
			continue
		}
		if !ok {
			return 0
		}
		at, secret = at+n, rest
	}
	return at
}

// unescaped decodes the escape of a URL (%2F, +) or of JSON (\n, \u00e4) at the beginning
// of text, and returns its length.
func unescaped(text string) (means string, n int) {
	number := func(from, digits, bits int) (rune, bool) {
		if len(text) < from+digits {
			return 0, false
		}
		value, err := strconv.ParseUint(text[from:from+digits], 16, bits)
		return rune(value), err == nil
	}
	switch {
	case text[0] == '+':
		return " ", 1
	case text[0] == '%':
		if value, ok := number(1, 2, 8); ok {
			return string([]byte{byte(value)}), 3
		}
	case strings.HasPrefix(text, `\u`):
		if value, ok := number(2, 4, 16); ok {
			return string(value), 6
		}
	case text[0] == '\\' && len(text) > 1:
		if i := strings.IndexByte("ntrbf", text[1]); i >= 0 {
			return "\n\t\r\b\f"[i : i+1], 2
		}
		return text[1:2], 2
	}
	return "", 0
}
