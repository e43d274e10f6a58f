package verify

import (
	"net/http"
	"strings"
)

// challenge is one way to log in that a registry offers. Scheme and names of
// parameters are lower case (RFC 9110, section 11.6.1).
type challenge struct {
	scheme string
	params map[string]string
}

// maxChallenges bounds what is read of a header that may be long.
const maxChallenges = 16

// challenges reads all WWW-Authenticate headers. What is malformed, or says one
// thing twice, offers nothing: two readers would see two realms in it.
func challenges(header http.Header) (all []challenge) {
	for _, value := range header.Values("Www-Authenticate") {
		rest := value
		for len(all) < maxChallenges {
			var c challenge
			var ok bool
			if c, rest, ok = parseChallenge(rest); !ok {
				break
			}
			all = append(all, c)
		}
	}
	return all
}

// parseChallenge reads `scheme name=value, name="value"` up to the next scheme.
func parseChallenge(text string) (c challenge, rest string, ok bool) {
	text = strings.TrimLeft(text, " \t,")
	scheme, rest := token(text)
	if scheme == "" || rest != "" && rest[0] != ' ' && rest[0] != ',' {
		return c, "", false
	}
	c = challenge{strings.ToLower(scheme), map[string]string{}}
	for {
		name, value, after, found := parameter(rest)
		if !found {
			return c, rest, true
		}
		name = strings.ToLower(name)
		if _, twice := c.params[name]; twice {
			return c, "", false
		}
		c.params[name], rest = value, after
	}
}

// parameter reads one name=value. A word without = begins the next challenge.
func parameter(text string) (name, value, rest string, ok bool) {
	text = strings.TrimLeft(text, " \t,")
	name, rest = token(text)
	rest, equals := strings.CutPrefix(strings.TrimLeft(rest, " \t"), "=")
	if name == "" || !equals {
		return "", "", text, false
	}
	rest = strings.TrimLeft(rest, " \t")
	if !strings.HasPrefix(rest, `"`) {
		value, rest = token(rest)
		return name, value, rest, value != ""
	}
	var out strings.Builder
	for i := 1; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '"':
			return name, out.String(), rest[i+1:], true
		case c == '\\' && i+1 < len(rest):
			i++
			out.WriteByte(rest[i])
		default:
			out.WriteByte(c)
		}
	}
	return "", "", "", false // it does not end
}

// token reads what RFC 9110 calls so.
func token(text string) (word, rest string) {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0) {
			return text[:i], text[i:]
		}
	}
	return text, ""
}
