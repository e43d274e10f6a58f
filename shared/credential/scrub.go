package credential

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/printable"
)

// cut replaces the text that is removed.
const cut = "[cut]"

// Scrub prepares another program's output for display: it returns one printable line of
// at most max bytes, without anything that may be a secret. Sentences remain, with paths,
// addresses and error codes, since they say what to do. It removes
//
//   - each of the known secrets, also in JSON, in a URL and in base64;
//   - the value of a field or variable whose name says that it is secret, the text after
//     Basic and Bearer, a login in a URL, a private key;
//   - text that starts with the prefix of a provider's tokens;
//   - any other run of token characters with a part that looks random (looksRandom).
func Scrub(text string, max int, known ...Credential) string {
	s := scrubber{text: removeKnown(text, known)}
	for s.at < len(s.text) && s.out.Len() < max+len(cut) {
		s.step()
	}
	line := printable.Line(s.out.String())
	for len(line) > max {
		line = strings.TrimRight(line[:max], " ")
	}
	return strings.ToValidUTF8(line, "")
}

// scrubber processes a text from its beginning to its end.
type scrubber struct {
	text string
	at   int
	out  strings.Builder
	// wrapped is the length of a line of a wrapped text that ended here and was removed.
	wrapped int
}

// show copies n bytes to the result.
func (s *scrubber) show(n int) {
	s.out.WriteString(s.text[s.at : s.at+n])
	s.at += n
}

// drop removes n bytes.
func (s *scrubber) drop(n int) {
	s.out.WriteString(cut)
	s.at += n
}

// step processes the next part: one run of token characters, or the text between two
// runs.
func (s *scrubber) step() {
	rest := s.text[s.at:]
	run := runOf(rest)
	switch {
	case strings.HasPrefix(rest, "-----BEGIN "):
		s.drop(blockOf(rest))
	case run > 0:
		s.run(run)
	case strings.HasPrefix(rest, "://"):
		s.show(len("://"))
		if n := loginOf(s.text[s.at:]); n > 0 {
			s.drop(n)
		}
	case rest[0] == ':' && s.at > 0 && runOf(s.text[s.at-1:]) > 0:
		n := passwordOf(rest[1:])
		if s.show(1); n > 0 {
			s.drop(n)
		}
	default:
		s.show(1)
	}
}

// run processes a run of n token characters, and the value that follows it if it is a
// name.
func (s *scrubber) run(n int) {
	word, after := s.text[s.at:s.at+n], s.text[s.at+n:]
	begins, value := 0, 0
	if isSecretName(word) {
		begins, value = fieldOf(after, s.beginsLine())
	} else if scheme(word) {
		begins, value = tokenAfter(after)
	}
	switch {
	case s.continues() || s.secret(word):
		s.dropRun(word, after)
	case value > 0:
		s.show(n + begins)
		s.drop(value)
	default:
		s.show(n)
	}
}

// dropRun removes a run, except for a host at its beginning in a URL.
func (s *scrubber) dropRun(word, after string) {
	if host, path, ok := strings.Cut(word, "/"); ok && path != "" && s.inURL() && !s.secret(host) {
		s.show(len(host) + 1)
		word = s.tenant(host, path)
	}
	if word == "" {
		return
	}
	n := len(word)
	for _, c := range []byte(after) {
		if c != '=' { // base64 ends with it
			break
		}
		n++
	}
	s.drop(n)
	if s.wrapped = -1; n >= 60 {
		s.wrapped = s.at
	}
}

// tenant shows the tenant's number at the beginning of an Entra address, and the text
// after it unless that may be secret. The rest of the path is removed.
func (s *scrubber) tenant(host, path string) string {
	number, rest, _ := strings.Cut(path, "/")
	if !isUUID(number) || !strings.HasSuffix(host, ".microsoftonline.com") && !strings.HasSuffix(host, ".windows.net") {
		return path
	}
	if s.show(len(path) - len(rest)); s.secret(rest) {
		return rest
	}
	s.show(len(rest))
	return ""
}

// continues reports whether this is the next line of a wrapped text whose last line was
// removed.
func (s *scrubber) continues() bool {
	if s.wrapped <= 0 {
		return false
	}
	between := s.text[s.wrapped:s.at]
	return strings.ContainsAny(between, "\r\n") && strings.Trim(between, " \t\r\n") == ""
}

func (s *scrubber) inURL() bool {
	return strings.HasSuffix(s.text[:s.at], "://") || strings.HasSuffix(s.out.String(), "://"+cut)
}

func (s *scrubber) beginsLine() bool {
	line := s.text[strings.LastIndexByte(s.text[:s.at], '\n')+1 : s.at]
	return strings.Trim(line, " \t\r\"'") == ""
}

// secret reports whether a run is to be removed.
func (s *scrubber) secret(word string) bool {
	word = strings.TrimRight(word, ".")
	if isUUID(word) && s.numbered() {
		return false
	}
	return hasTokenPrefix(word) || looksRandom(word)
}

// numbered reports whether the text before the run says that an id follows, such as that
// of a request or a tenant. Secrets of some providers have the same form.
func (s *scrubber) numbered() bool {
	before := strings.ToLower(strings.TrimRight(s.text[:s.at], " \t\"'`:=(<[{/"))
	before = strings.TrimSuffix(before, " of")
	for _, word := range []string{
		"id", "tenant", "app", "application", "directory", "subscription", "principal", "object", "resource",
		"identifier",
	} {
		if strings.HasSuffix(before, word) {
			return true
		}
	}
	return false
}

// runOf returns the number of token characters at the beginning of text.
func runOf(text string) int {
	n := 0
	for n < len(text) && (classOf(text[n]) != mark || strings.IndexByte("+/_.~%-", text[n]) >= 0) {
		n++
	}
	return n
}

// blockOf returns the length of a PEM block at the beginning of text, up to its end or to
// the end of the text.
func blockOf(text string) int {
	if end := strings.Index(text, "-----END "); end >= 0 {
		for _, line := range []string{"-----END ", "-----"} {
			end += strings.Index(text[end:], line) + len(line)
		}
		return end
	}
	return len(text)
}

// isUUID reports whether a word has the form 8-4-4-4-12.
func isUUID(word string) bool {
	if len(word) != 36 {
		return false
	}
	for i := 0; i < len(word); i++ {
		c, hyphen := word[i], i == 8 || i == 13 || i == 18 || i == 23
		hex := c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
		if hyphen != (c == '-') || !hyphen && !hex {
			return false
		}
	}
	return true
}

// hasTokenPrefix reports whether a word begins with the prefix that a provider gives its tokens
// and keys so that scanners find them:
// https://docs.github.com/en/code-security/secret-scanning.
func hasTokenPrefix(word string) bool {
	for _, begin := range []string{
		"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-", "glcbt-", "gloas-", "glptt-",
		"glft-", "glsoat-", "glimt-", "dckr_pat_", "dckr_oat_", "dop_v1_", "doo_v1_", "dor_v1_",
		"ya29.", "1//0", "AIza",
		"GOCSPX-", "AKIA", "ASIA", "hvs.", "npm_", "pypi-", "xoxb-", "xoxp-", "HRKU-", "eyJ",
	} {
		for rest, at := word, 0; at >= 0; {
			if at = strings.Index(rest, begin); at < 0 {
				break
			}
			whole := at == 0 || classOf(rest[at-1]) == mark
			if rest = rest[at+len(begin):]; whole && len(rest) >= 12 {
				return true
			}
		}
	}
	return false
}
