package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-icr/internal/offline"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// unknownKey is IAM's code for an API key that is not there, or not any more.
const unknownKey = "BXNIM0415E"

// refusal puts into words what was refused, and what to do, given IAM's code.
type refusal func(id offline.Identity, code string) string

func ofKey(id offline.Identity, code string) string {
	if code == unknownKey {
		return fmt.Sprintf("does not know the API key of %s: it was deleted, or was not copied whole: make one with `ibmcloud iam api-key-create NAME`", id.Where)
	}
	return fmt.Sprintf("refused the API key of %s: look whether it is locked or disabled with `ibmcloud iam api-keys`", id.Where)
}

func ofProfile(id offline.Identity, _ string) string {
	return fmt.Sprintf("does not let the identity of %s take on the trusted profile %s: see whom it trusts with `ibmcloud iam trusted-profile NAME`", id.Where, shown(id.Profile))
}

// refused makes an error of a reply that brings no token.
func refused(r tokenhttp.Reply, id offline.Identity, explain refusal) error {
	iam := iam(id)
	switch r.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
	default:
		return fault.New(fault.Upstream, "%s answered with status %d (%s), which is no answer to this question: check %s", iam.Name, r.Status, r.Kind(), iam.Check)
	}
	code := codeOf(r.Body)
	return fault.New(fault.Denied, "%s %s (%s)", iam.Name, explain(id, code), detail(r, code))
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
func shown(p offline.Profile) string { return fault.Printable(p.Text(), 120) }

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
