package main

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// longest is what a token may say of its own life.
const longest = 12 * time.Hour

// ends is when a token is over: what the token says, what the reply says, the
// earlier of both; else what was asked for, counted from before it was asked.
// end is the reply's, zero where it says a minute or nothing.
func ends(r tokenhttp.Reply, token string, end, asked time.Time, c connection) time.Time {
	own, known := credential.Secret(token).Expiry()
	switch {
	case said(r) && end.IsZero(): // used once
		return end
	case !known && end.IsZero():
		return asked.Add(time.Duration(c.life) * time.Second)
	case !known || !end.IsZero() && end.Before(own):
		return end
	}
	if limit := asked.Add(longest); own.After(limit) {
		return limit
	}
	return own
}

// said tells whether the reply says how long its token lives.
func said(r tokenhttp.Reply) bool {
	var answer struct {
		Life json.RawMessage `json:"expires_in"`
	}
	return json.Unmarshal(r.Body, &answer) == nil && len(answer.Life) > 0 && string(answer.Life) != "null"
}

// refused makes an error of a reply that brings no token. Whom the connection
// trusts is decided by the subject of the job's token, so that is named.
func refused(r tokenhttp.Reply, c connection, proof oidc.Token) error {
	switch r.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
	default:
		return fault.New(fault.Upstream,
			"unexpected answer from %s: status %d (%s): check %s", tokenService.Name, r.Status, r.Kind(), tokenService.Check)
	}
	skew := ""
	if off := tokenhttp.ClockOff(r.Header); off != 0 {
		skew = "; the clock is off by " + strconv.Itoa(off) + " s"
	}
	return fault.New(fault.Denied,
		"%s refused the job %s a token of the organisation %s (status %d%s): look at the connection's rulesets and failures in Docker Home, Identity & auth, OIDC connections",
		tokenService.Name, fault.Printable(proof.Subject, 120), fault.Printable(c.organisation, 60), r.Status, skew)
}
