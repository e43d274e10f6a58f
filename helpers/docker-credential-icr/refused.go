package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// unknownKey is IAM's code for an API key that is not there, or not any more.
const unknownKey = "BXNIM0415E"

// refusal puts into words what was refused, and what to do, given IAM's code.
type refusal func(s source, code string) string

func keyRefused(s source, code string) string {
	if code == unknownKey {
		return fmt.Sprintf("does not know the API key of %s: it was deleted, or was not copied whole: create a new one with `ibmcloud iam api-key-create NAME`", s.where)
	}
	return fmt.Sprintf("refused the API key of %s: check whether it is locked or disabled with `ibmcloud iam api-keys`", s.where)
}

func profileRefused(s source, _ string) string {
	return fmt.Sprintf("does not let the identity of %s take on the trusted profile %s: see whom it trusts with `ibmcloud iam trusted-profile NAME`", s.where, shown(s.profile))
}

// refused makes an error of a reply that brings no token.
func refused(r tokenhttp.Reply, s source, explain refusal) error {
	iam := iam(s)
	switch r.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
	default:
		return fault.New(fault.Upstream, "unexpected answer from %s: status %d (%s): check %s", iam.Name, r.Status, r.Kind(), iam.Check)
	}
	code := codeOf(r.Body)
	return fault.New(fault.Denied, "%s %s (%s)", iam.Name, explain(s, code), detail(r, code))
}

// detail is what may be shown of a reply. A wrong clock is often the whole reason.
func detail(r tokenhttp.Reply, code string) string {
	text := fmt.Sprintf("status %d", r.Status)
	if code != "" {
		text += ", " + code
	}
	if off := tokenhttp.ClockOff(r.Header); off != 0 {
		text += fmt.Sprintf("; the clock is off by %d s", off)
	}
	return text
}

// shown is a profile's id, CRN or name, for an error.
func shown(p profile) string { return fault.Printable(p.text(), 120) }

// codeOf is IAM's error code, such as BXNIM0415E, and nothing else of its answer,
// which may repeat what it was asked.
func codeOf(body []byte) string {
	var answer struct{ ErrorCode string }
	if json.Unmarshal(body, &answer) != nil || len(answer.ErrorCode) > 12 || !strings.HasPrefix(answer.ErrorCode, "BXNIM") {
		return ""
	}
	if strings.ContainsFunc(answer.ErrorCode, func(r rune) bool { return !(r >= 'A' && r <= 'Z' || r >= '0' && r <= '9') }) {
		return ""
	}
	return answer.ErrorCode
}
