package fakeaws

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// Account is the account of an identity that does not contain one.
const Account = "111122223333"

// keys are credentials as the services issue them.
type keys struct {
	ID, Secret, Session string
	Expires             time.Time
}

// issue creates credentials for an identity. With another number, the access key id differs,
// as for two sessions of one role at Amazon.
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

// IdentityOf returns the identity to which the fake issued a session token: the ARN of an
// assumed role, "sso:ACCOUNT/ROLE", "container" or "imds:ROLE". The token contains it, so this
// works after the server is closed.
func IdentityOf(session string) (string, bool) {
	rest, ok := strings.CutPrefix(session, sessionPrefix)
	if !ok {
		return "", false
	}
	encoded, _, _ := strings.Cut(rest, ".")
	identity, err := base64.RawURLEncoding.DecodeString(encoded)
	return string(identity), err == nil
}

// readable returns a role's name in the characters of an access key id, so that the output of a
// failed test shows the role.
func readable(identity string) string {
	name := identity[strings.LastIndexAny(identity, ":/")+1:]
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '2' && r <= '7' {
			return r
		}
		return -1
	}, strings.ToUpper(name))
}

// account returns the account of an identity.
func account(identity string) string {
	for part := range strings.FieldsFuncSeq(identity, func(r rune) bool { return r == ':' || r == '/' }) {
		if len(part) == len(Account) && strings.Trim(part, "0123456789") == "" {
			return part
		}
	}
	return Account
}
