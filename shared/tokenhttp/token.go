package tokenhttp

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
)

const (
	longest  = 12 * time.Hour // longest lifetime that a token may have
	maxToken = 64 << 10       // bytes
)

// Token reads a token and its lifetime from a JSON reply with status 2xx: field is the
// name of the token's member, and life that of its lifetime in seconds. If the lifetime
// is missing or at most a minute, expires is zero, and the token is used once and not
// cached. Errors contain nothing of the body.
func (p Peer) Token(r Reply, field, life string) (token string, expires time.Time, err error) {
	var document map[string]json.RawMessage
	if json.Unmarshal(r.Body, &document) != nil {
		return "", time.Time{}, fault.New(fault.Upstream,
			"%s did not return a token (status %d, %s): check %s", p.Name, r.Status, r.Kind(), p.Check)
	}
	if json.Unmarshal(document[field], &token) != nil || !Plain(token) {
		return "", time.Time{}, fault.New(fault.Upstream,
			"%s returned an invalid token: try again, or check %s", p.Name, p.Check)
	}
	seconds, ok := seconds(document[life])
	if !ok {
		return "", time.Time{}, fault.New(fault.Upstream,
			"%s returned a token with an invalid lifetime: check %s", p.Name, p.Check)
	}
	if seconds <= 60 {
		return token, time.Time{}, nil
	}
	return token, time.Now().Add(min(time.Duration(seconds)*time.Second, longest)), nil
}

// Plain reports whether a secret has the form of a token: visible ASCII, at most 64 KiB.
func Plain(token string) bool {
	return token != "" && len(token) <= maxToken &&
		!strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' })
}

// seconds parses a number, or a decimal number in a string. A missing one is 0.
func seconds(raw json.RawMessage) (int64, bool) {
	text := string(raw)
	if text == "" || text == "null" {
		return 0, true
	}
	if quoted := ""; json.Unmarshal(raw, &quoted) == nil {
		text = quoted
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(value) || value < 0 {
		return 0, false
	}
	return int64(min(value, longest.Seconds())), true
}
