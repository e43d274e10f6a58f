package verify

import (
	"net/http"
	"strings"
)

// challenge is one authentication method that a registry offers. The scheme and the
// names of the parameters are in lower case (RFC 9110, section 11.6.1).
type challenge struct {
	scheme string
	params map[string]string
}

// maxChallenges bounds how much of a long header is read.
const maxChallenges = 16

// challenges parses all WWW-Authenticate headers. A malformed challenge, or one with a
// repeated parameter, is dropped: two readers would see two realms in it.
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

// parseChallenge parses `scheme name=value, name="value"` up to the next scheme.
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

// parameter parses one name=value. A word without = begins the next challenge.
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
	return "", "", "", false // the closing quote is missing
}

// token reads a token as RFC 9110 defines it.
func token(text string) (word, rest string) {
	for i := 0; i < len(text); i++ {
		c := text[i]
		letter := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return text[:i], text[i:]
		}
	}
	return text, ""
}
