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

// explain tells why the library gave no token. Its own error is not looked at: it
// has lost its cause, and may hold what was answered.
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
		return who.ofExchange()
	case impersonating:
		return who.ofImpersonation()
	case subject, listing:
		return who.ofSubject()
	}
	return s.doc.local()
}

// local is what failed on this machine.
func (d document) local() error {
	inner := d.federation()
	switch {
	case inner.Type == serviceAccount:
		return fault.New(fault.Config, "the private_key of %s is not a valid key: "+
			"create one with `gcloud iam service-accounts keys create`", d.where)
	case inner.Origin.supplier() == byAmazon:
		return fault.New(fault.NoIdentity, "there are no keys of AWS that %s could be used with: set AWS_ACCESS_KEY_ID, "+
			"AWS_SECRET_ACCESS_KEY and AWS_REGION, or attach a role", d.where)
	case inner.Origin.supplier() == byURL:
		return fault.New(fault.Upstream, "%s did not return a token: check %s", issuer.Name, issuer.Check)
	}
	return fault.New(fault.Config, "no token could be made with %s: create a new one", d.where)
}

// refusal is an error response from Google, with the identity that was used.
type refusal struct {
	tokenhttp.Reply
	code string
	s    *session
}

// ofExchange explains what Google's token endpoints say
// (https://datatracker.ietf.org/doc/html/rfc6749#section-5.2).
func (r refusal) ofExchange() error {
	kind := r.s.doc.federation().Type
	off := tokenhttp.ClockOff(r.Header)
	switch {
	case kind == serviceAccount && off != 0 && r.code == "invalid_grant":
		return fault.New(fault.Clock, "Google does not accept the signature of the %s: the clock is off by %d s: "+
			"set this machine's clock", r.s.label, off)
	case (kind == authorizedUser || kind == workforce) && (r.code == "invalid_grant" || strings.Contains(r.code, "rapt")):
		return fault.New(fault.LoginExpired, "the %s has expired or was revoked: "+
			"gcloud auth application-default login%s", r.s.label, r.afterwards())
	case kind == external && (r.Status == http.StatusForbidden || r.Status == http.StatusUnauthorized || r.Status == http.StatusBadRequest):
		return fault.New(fault.Denied, "Google does not accept the subject token for %s: check issuer, "+
			"audience and attribute condition of that provider%s", fault.Printable(r.s.doc.federation().Audience, 160), r.clock())
	case r.code == "invalid_grant":
		return fault.New(fault.Denied, "Google does not accept the key of the %s: it was deleted, "+
			"or its account is disabled: create one with `gcloud iam service-accounts keys create`%s", r.s.label, r.clock())
	case r.Status == http.StatusUnauthorized || r.Status == http.StatusForbidden || strings.HasSuffix(r.code, "_client"):
		return fault.New(fault.Denied, "Google refuses the %s (%s): create a new credential%s", r.s.label, r.reason(), r.clock())
	}
	return fault.New(fault.Upstream, "Google refused the request for a token (%s): check %s%s", r.reason(), endpoint.Check, r.clock())
}

// ofImpersonation explains what IAM says.
func (r refusal) ofImpersonation() error {
	account := fault.Printable(target(r.s.doc.ImpersonationURL), 120)
	if err := r.ofService(); err != nil {
		return err
	}
	switch r.Status {
	case http.StatusNotFound:
		return fault.New(fault.Config, "the account %s, which %s impersonates, does not exist: "+
			"check service_account_impersonation_url", account, r.s.doc.where)
	case http.StatusUnauthorized, http.StatusForbidden:
		return fault.New(fault.Denied, "the identity in %s may not act as %s: "+
			"grant it roles/iam.serviceAccountTokenCreator on that account, a federated one also roles/iam.workloadIdentityUser%s", r.s.doc.where, account, r.clock())
	}
	return fault.New(fault.Upstream, "Google refused to impersonate %s (%s): check delegates, "+
		"lifetime and service_account_impersonation_url", account, r.reason())
}

// ofService explains a refusal that is about the service or the token, and not about the
// account; nil for none. Both come with the status of a missing role
// (https://cloud.google.com/apis/design/errors#error_info).
func (r refusal) ofService() error {
	switch errorInfo(r.Body) {
	case "SERVICE_DISABLED":
		return fault.New(fault.Denied, "the API of Google's IAM that impersonates accounts is not enabled "+
			"in the project of the %s: gcloud services enable iamcredentials.googleapis.com", r.s.label)
	case "ACCESS_TOKEN_SCOPE_INSUFFICIENT":
		return fault.New(fault.Denied, "the token of the %s lacks the scope cloud-platform: log in again with that scope, "+
			"or give it to this machine", r.s.label)
	}
	return nil
}

// errorInfo is the reason in an API's error, a constant of Google's.
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

// ofSubject explains what a federation's own issuer says.
func (r refusal) ofSubject() error {
	o := r.s.doc.federation().Origin
	if strings.Contains(o.URL, ".actions.githubusercontent.com") {
		return fault.New(fault.Denied, "the runner did not return a token (status %d): "+
			"run google-github-actions/auth in this job, with `permissions: id-token: write`", r.Status)
	}
	return fault.New(fault.Denied, "%s did not return a token (status %d): "+
		"check credential_source of %s", issuer.Name, r.Status, r.s.doc.where)
}

// afterwards is what a login by gcloud leaves to be done.
func (r refusal) afterwards() string {
	if r.s.doc.where != defaultLogin {
		return ", and renew the content of " + r.s.doc.where
	}
	return ""
}

func (r refusal) clock() string {
	if off := tokenhttp.ClockOff(r.Header); off != 0 {
		return fmt.Sprintf("; the clock is off by %d s", off)
	}
	return ""
}

func (r refusal) reason() string {
	if r.code == "" {
		return fmt.Sprintf("status %d", r.Status)
	}
	return fmt.Sprintf("%s, status %d", r.code, r.Status)
}

// codeOf is the error's word in a reply: {"error": "invalid_grant"} of OAuth, with a
// closer one beside it, or {"error": {"status": "PERMISSION_DENIED"}} of an API.
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

// word keeps everything but a code out of an error.
func word(code string) string {
	if len(code) > 40 || strings.ContainsFunc(code, func(r rune) bool { return !(r|0x20 >= 'a' && r|0x20 <= 'z' || r == '_') }) {
		return ""
	}
	return code
}
