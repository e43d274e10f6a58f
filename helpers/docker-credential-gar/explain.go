package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// explain says why the library returned no token. It does not use the library's error,
// which has lost its cause and may contain the response.
func (e *exchange) explain(ctx context.Context, s *session) error {
	switch {
	case e.failure != nil:
		return e.failure
	case ctx.Err() != nil:
		return endpoint.Unreachable(ctx, ctx.Err())
	}
	who := refusal{e.refused, codeOf(e.refused.Body), s}
	switch e.refuser {
	case exchanging:
		return who.explainExchange()
	case impersonating:
		return who.explainImpersonation()
	case subject, listing:
		return who.explainSubject()
	}
	return s.doc.explainLocal()
}

// explainLocal explains a failure on this machine.
func (d document) explainLocal() error {
	inner := d.federation()
	switch {
	case inner.Type == serviceAccount:
		return fault.New(fault.Config, "the private_key of %s is not valid: "+
			"create a key with `gcloud iam service-accounts keys create`", d.where)
	case inner.Origin.supplier() == byAmazon:
		return fault.New(fault.NoIdentity, "there are no AWS keys to use with %s: set AWS_ACCESS_KEY_ID, "+
			"AWS_SECRET_ACCESS_KEY and AWS_REGION, or attach a role to this machine", d.where)
	case inner.Origin.supplier() == byURL:
		return fault.New(fault.Upstream, "%s did not return a token: check %s", issuer.Name, issuer.Check)
	}
	return fault.New(fault.Config, "no token could be created with %s: create a new credential", d.where)
}

// refusal is an error response from Google, with the identity that was used.
type refusal struct {
	tokenhttp.Reply
	code string
	s    *session
}

// explainExchange explains a refusal by Google's token endpoints
// (https://datatracker.ietf.org/doc/html/rfc6749#section-5.2).
func (r refusal) explainExchange() error {
	kind := r.s.doc.federation().Type
	off := tokenhttp.ClockOff(r.Header)
	switch {
	case kind == serviceAccount && off != 0 && r.code == "invalid_grant":
		return fault.New(fault.Clock, "Google does not accept the signature of the %s, because the clock is off by "+
			"%d s: set this machine's clock", r.s.label, off)
	case (kind == authorizedUser || kind == workforce) &&
		(r.code == "invalid_grant" || strings.Contains(r.code, "rapt")):
		return fault.New(fault.LoginExpired, "the %s has expired or was revoked: "+
			"run `gcloud auth application-default login`%s", r.s.label, r.copyHint())
	case kind == external && (r.forbidden() || r.Status == http.StatusBadRequest):
		return fault.New(fault.Denied, "Google does not accept the subject token for %s: check the issuer, "+
			"audience and attribute condition of that provider%s",
			fault.Printable(r.s.doc.federation().Audience, 160), r.clockNote())
	case r.code == "invalid_grant":
		return fault.New(fault.Denied, "Google does not accept the key of the %s: it was deleted, or its account is "+
			"disabled: create a key with `gcloud iam service-accounts keys create`%s", r.s.label, r.clockNote())
	case r.forbidden() || strings.HasSuffix(r.code, "_client"):
		return fault.New(fault.Denied, "Google refused the %s (%s): create a new credential%s",
			r.s.label, r.reason(), r.clockNote())
	}
	return fault.New(fault.Upstream, "Google refused the request for a token (%s): check %s%s",
		r.reason(), endpoint.Check, r.clockNote())
}

func (r refusal) forbidden() bool {
	return r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden
}

// explainImpersonation explains a refusal by IAM.
func (r refusal) explainImpersonation() error {
	account := fault.Printable(target(r.s.doc.ImpersonationURL), 120)
	if err := r.explainService(); err != nil {
		return err
	}
	switch r.Status {
	case http.StatusNotFound:
		return fault.New(fault.Config, "the account %s, which %s impersonates, does not exist: "+
			"check service_account_impersonation_url", account, r.s.doc.where)
	case http.StatusUnauthorized, http.StatusForbidden:
		return fault.New(fault.Denied, "the identity in %s may not act as %s: "+
			"grant it roles/iam.serviceAccountTokenCreator on that account, and also roles/iam.workloadIdentityUser "+
			"if it is federated%s", r.s.doc.where, account, r.clockNote())
	}
	return fault.New(fault.Upstream, "Google refused to impersonate %s (%s): check delegates, "+
		"lifetime and service_account_impersonation_url", account, r.reason())
}

// explainService explains a refusal that is about the service or the token and not about the
// account, or returns nil. Both have the same status as a missing role
// (https://cloud.google.com/apis/design/errors#error_info).
func (r refusal) explainService() error {
	switch errorInfo(r.Body) {
	case "SERVICE_DISABLED":
		return fault.New(fault.Denied, "the IAM API for impersonation is not enabled in the project of the %s: "+
			"run `gcloud services enable iamcredentials.googleapis.com`", r.s.label)
	case "ACCESS_TOKEN_SCOPE_INSUFFICIENT":
		return fault.New(fault.Denied, "the token of the %s does not have the scope cloud-platform: "+
			"log in again with that scope, or give it to this machine", r.s.label)
	}
	return nil
}

// errorInfo returns the reason in an API's error, which is a constant of Google's, or "".
func errorInfo(body []byte) string {
	var answer struct {
		Error struct {
			Details []struct {
				Reason string `json:"reason"`
			} `json:"details"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return ""
	}
	for _, detail := range answer.Error.Details {
		if detail.Reason != "" {
			return word(detail.Reason)
		}
	}
	return ""
}

// explainSubject explains a refusal by the issuer of the subject token.
func (r refusal) explainSubject() error {
	o := r.s.doc.federation().Origin
	if strings.Contains(o.URL, ".actions.githubusercontent.com") {
		return fault.New(fault.Denied, "the runner did not return a token (status %d): "+
			"run google-github-actions/auth in this job, with `permissions: id-token: write`", r.Status)
	}
	return fault.New(fault.Denied, "%s did not return a token (status %d): "+
		"check credential_source of %s", issuer.Name, r.Status, r.s.doc.where)
}

// copyHint returns what is left to do after a login with gcloud.
func (r refusal) copyHint() string {
	if r.s.doc.where != defaultLogin {
		return ", then copy the new login to " + r.s.doc.where
	}
	return ""
}

func (r refusal) clockNote() string { return tokenhttp.ClockNote(r.Header) }

func (r refusal) reason() string {
	if r.code == "" {
		return fmt.Sprintf("status %d", r.Status)
	}
	return fmt.Sprintf("%s, status %d", r.code, r.Status)
}

// codeOf returns the error code in a response: OAuth's {"error": "invalid_grant"} or its
// more specific subtype, or {"error": {"status": "PERMISSION_DENIED"}} of an API.
func codeOf(body []byte) string {
	var oauth struct {
		Error   string `json:"error"`
		Subtype string `json:"error_subtype"`
	}
	if json.Unmarshal(body, &oauth) == nil {
		if oauth.Error == "invalid_grant" && word(oauth.Subtype) != "" {
			return word(oauth.Subtype)
		}
		return word(oauth.Error)
	}
	var api struct {
		Error struct {
			Status string `json:"status"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &api) == nil {
		return word(api.Error.Status)
	}
	return ""
}

// word returns a code, or "" for anything but a short word.
func word(code string) string {
	other := func(r rune) bool { return !(r|0x20 >= 'a' && r|0x20 <= 'z' || r == '_') }
	if len(code) > 40 || strings.ContainsFunc(code, other) {
		return ""
	}
	return code
}
