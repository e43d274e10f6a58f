package main

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// expiry returns the expiry of a token: the earlier one of the token's own and the response's; if
// neither says it, the requested lifetime from before the request. end is the response's, and
// zero if that is a minute or less, or missing.
func expiry(r tokenhttp.Reply, token string, end, asked time.Time, c connection) time.Time {
	own, known := credential.Secret(token).Expiry()
	switch {
	case hasLifetime(r) && end.IsZero(): // used only once
		return end
	case !known && end.IsZero():
		return asked.Add(time.Duration(c.life) * time.Second)
	case !known || !end.IsZero() && end.Before(own):
		return end
	}
	if limit := asked.Add(tokenhttp.MaxLife); own.After(limit) {
		return limit
	}
	return own
}

// hasLifetime reports whether the response contains the lifetime of its token.
func hasLifetime(r tokenhttp.Reply) bool {
	var answer struct {
		Life json.RawMessage `json:"expires_in"`
	}
	return json.Unmarshal(r.Body, &answer) == nil && len(answer.Life) > 0 && string(answer.Life) != "null"
}

// refused explains a response without a token. It shows the subject of the job's token, which
// decides whether the connection trusts the job.
func refused(r tokenhttp.Reply, c connection, proof oidc.Token) error {
	switch r.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
	default:
		return fault.New(fault.Upstream, "unexpected answer from %s: status %d (%s): check %s",
			tokenService.Name, r.Status, r.Kind(), tokenService.Check)
	}
	return fault.New(fault.Denied, "%s refused the job %s a token of the organization %s (status %d%s): "+
		"check the connection's rulesets and failures in Docker Home, Identity & auth, OIDC connections",
		tokenService.Name, fault.Printable(proof.Subject, 120), fault.Printable(c.organization, 60), r.Status,
		tokenhttp.ClockNote(r.Header))
}
