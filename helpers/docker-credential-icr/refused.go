package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// unknownKey is IAM's code for an API key that does not exist, or no longer exists.
const unknownKey = "BXNIM0415E"

// refusal returns, for IAM's code, what was refused and what to do.
type refusal func(s source, code string) string

func keyRefused(s source, code string) string {
	if code == unknownKey {
		return fmt.Sprintf("does not know the API key of %s: it was deleted, or not copied completely: "+
			"create a new one with `ibmcloud iam api-key-create NAME`", s.where)
	}
	return fmt.Sprintf("refused the API key of %s: "+
		"check whether it is locked or disabled with `ibmcloud iam api-keys`", s.where)
}

func profileRefused(s source, _ string) string {
	return fmt.Sprintf("does not let the identity of %s assume the trusted profile %s: "+
		"check whom it trusts with `ibmcloud iam trusted-profile NAME`", s.where, shown(s.profile))
}

// refused explains a response without a token.
func refused(r tokenhttp.Reply, s source, explain refusal) error {
	iam := iam(s)
	switch r.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
	default:
		return fault.New(fault.Upstream, "unexpected answer from %s: status %d (%s): check %s",
			iam.Name, r.Status, r.Kind(), iam.Check)
	}
	code := codeOf(r.Body)
	return fault.New(fault.Denied, "%s %s (%s)", iam.Name, explain(s, code), detail(r, code))
}

// detail returns what may be shown of a response. A wrong clock is often the only reason.
func detail(r tokenhttp.Reply, code string) string {
	text := fmt.Sprintf("status %d", r.Status)
	if code != "" {
		text += ", " + code
	}
	return text + tokenhttp.ClockNote(r.Header)
}

// shown returns a profile's ID, CRN or name for an error.
func shown(p profile) string { return fault.Printable(p.text(), 120) }

// codeOf returns IAM's error code, such as BXNIM0415E, or "". The rest of the response may
// repeat the request.
func codeOf(body []byte) string {
	var answer struct{ ErrorCode string }
	if json.Unmarshal(body, &answer) != nil || len(answer.ErrorCode) > 12 ||
		!strings.HasPrefix(answer.ErrorCode, "BXNIM") {
		return ""
	}
	other := func(r rune) bool { return !(r >= 'A' && r <= 'Z' || r >= '0' && r <= '9') }
	if strings.ContainsFunc(answer.ErrorCode, other) {
		return ""
	}
	return answer.ErrorCode
}
