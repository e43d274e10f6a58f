package fakeaws

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// Account is the account of whoever's identity names none.
const Account = "111122223333"

// keys are credentials as every service that has some hands them out.
type keys struct {
	ID, Secret, Session string
	Expires             time.Time
}

// issue makes credentials for an identity. Those with another number have
// another access key id, as two sessions of one role have at Amazon.
func issue(identity string, number int64, expires time.Time) keys {
	id := "ASIA" + (readable(identity) + "XXXXXXXX")[:8] + fmt.Sprintf("%08d", number)
	return keys{
		ID:      id,
		Secret:  "CANARY-SECRET-" + id,
		Session: sessionPrefix + base64.RawURLEncoding.EncodeToString([]byte(identity)) + "." + id,
		Expires: expires,
	}
}

const sessionPrefix = "CANARY-SESSION."

// IdentityOf is whom the fake issued a session token to: the ARN of an assumed
// role, "sso:ACCOUNT/ROLE", "container" or "imds:ROLE". It is in the token
// itself, so that it outlives the server that issued it.
func IdentityOf(session string) (string, bool) {
	rest, ok := strings.CutPrefix(session, sessionPrefix)
	if !ok {
		return "", false
	}
	encoded, _, _ := strings.Cut(rest, ".")
	identity, err := base64.RawURLEncoding.DecodeString(encoded)
	return string(identity), err == nil
}

// readable is a role's name, as far as an access key id can spell it: a failed
// test shows who was asked.
func readable(identity string) string {
	name := identity[strings.LastIndexAny(identity, ":/")+1:]
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '2' && r <= '7' {
			return r
		}
		return -1
	}, strings.ToUpper(name))
}

// account is the one that an identity belongs to.
func account(identity string) string {
	for part := range strings.FieldsFuncSeq(identity, func(r rune) bool { return r == ':' || r == '/' }) {
		if len(part) == len(Account) && strings.Trim(part, "0123456789") == "" {
			return part
		}
	}
	return Account
}
