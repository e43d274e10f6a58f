package offline

import (
	"encoding/base64"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// subject says whose token lies in a file: issuer and subject of a JSON Web
// Token, which stay the same when the platform writes a new one. Of anything
// else, the digest. The token is not verified: whoever can write it can use it.
func subject(file string) string {
	if file == "" {
		return ""
	}
	data, ok := rawfile.Read(file, 64<<10)
	if !ok {
		return "unreadable " + file
	}
	token := string(data)
	for token != "" && (token[len(token)-1] == '\n' || token[len(token)-1] == '\r') {
		token = token[:len(token)-1]
	}
	_, rest, _ := ascii.Cut(token, '.')
	payload, _, signed := ascii.Cut(rest, '.')
	if claims, err := base64.RawURLEncoding.DecodeString(payload); err == nil && signed {
		if issuer, subject, ok := claimed(string(claims)); ok {
			return issuer + " " + subject
		}
	}
	return "digest " + tokencache.Digest(token)
}

// claimed reads `iss` and `sub` of a flat reading of the claims. Escapes, or a
// claim that is there twice, make it none.
func claimed(text string) (issuer, subject string, ok bool) {
	counts := [2]int{}
	depth, key := 0, ""
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '\\':
			return "", "", false
		case '"':
			end := i + 1
			for end < len(text) && text[end] != '"' && text[end] != '\\' {
				end++
			}
			if end == len(text) || text[end] == '\\' {
				return "", "", false
			}
			value := text[i+1 : end]
			i = end
			if depth != 1 {
				continue
			}
			if key == "" {
				key = value
				continue
			}
			switch key {
			case "iss":
				issuer = value
				counts[0]++
			case "sub":
				subject = value
				counts[1]++
			}
		case ',':
			if depth == 1 {
				key = ""
			}
		}
	}
	return issuer, subject, counts == [2]int{1, 1}
}
