package offline

import (
	"encoding/base64"
	"time"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// ended tells a JSON Web Token that says of itself that it is over. Whatever
// does not say so is for IBM to judge.
func ended(token string, now time.Time) bool {
	_, rest, _ := ascii.Cut(token, '.')
	payload, _, signed := ascii.Cut(rest, '.')
	claims, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil || !signed {
		return false
	}
	seconds := number(string(claims), "exp")
	return seconds > 0 && now.Unix() >= seconds
}

// number gives a whole number out of a JSON object; 0 is none. IBM's claims have
// objects inside, so keys of those are passed over.
func number(text, key string) int64 {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			end := closing(text, i+1)
			if end < 0 {
				return 0
			}
			name, after := text[i+1:end], skip(text[end+1:])
			i = end
			if depth == 1 && name == key && ascii.HasPrefix(after, ":") {
				return digits(skip(after[1:]))
			}
		}
	}
	return 0
}

// closing is where the string ends that begins at from, or -1.
func closing(text string, from int) int {
	for i := from; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

func skip(text string) string {
	for text != "" && (text[0] == ' ' || text[0] == '\t' || text[0] == '\n' || text[0] == '\r') {
		text = text[1:]
	}
	return text
}

func digits(text string) (value int64) {
	for i := 0; i < len(text) && text[i] >= '0' && text[i] <= '9' && value < 1e12; i++ {
		value = value*10 + int64(text[i]-'0')
	}
	return value
}
