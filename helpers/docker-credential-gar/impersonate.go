package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

var iam = tokenhttp.Peer{
	Name: "Google's IAM", Check: "impersonate in config.toml, and the proxy", Bundle: "SSL_CERT_FILE",
}

// accounts is the URL of IAM's service accounts. Only the e-mail address, whose form has
// been checked, is appended to it.
const accounts = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"

// actAs exchanges an identity's token for a token of the service account in a rule. It
// works for every kind of identity, while Google's library does this for documents only
// (https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken).
func (s *session) actAs(ctx context.Context, token string) (string, time.Time, error) {
	question := struct {
		Delegates []string `json:"delegates,omitempty"`
		Scope     []string `json:"scope"`
		Lifetime  string   `json:"lifetime"`
	}{nil, []string{scope}, "3600s"}
	for _, delegate := range s.through {
		question.Delegates = append(question.Delegates, "projects/-/serviceAccounts/"+delegate)
	}
	body, err := json.Marshal(question)
	if err != nil {
		return "", time.Time{}, fault.New(fault.Internal, "writing the request for %s: %w", iam.Name, err)
	}
	address := accounts + s.as + ":generateAccessToken"
	reply, err := iam.Ask(ctx, tokenhttp.New(tokenhttp.Within(ctx)), func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
		if err == nil {
			request.Header.Set("Authorization", "Bearer "+token)
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("Accept", "application/json")
		}
		return request, err
	})
	switch {
	case err != nil:
		return "", time.Time{}, err
	case reply.Status >= 300:
		return "", time.Time{}, refusal{reply, codeOf(reply.Body), s}.explainActing()
	}
	return impersonation(iam, reply)
}

// explainActing explains IAM's refusal of a rule's impersonation.
func (r refusal) explainActing() error {
	account, need := fault.Printable(r.s.as, 120), "grant it roles/iam.serviceAccountTokenCreator on that account"
	if len(r.s.through) > 0 {
		need = "grant it roles/iam.serviceAccountTokenCreator on the first delegate, " +
			"and each delegate on the next account"
	}
	switch r.s.kind {
	case fromMachine:
		need += ", and give this machine the scope cloud-platform"
	case fromPod:
		need = "grant roles/iam.workloadIdentityUser on that account to " + r.s.pod.principal()
	}
	if err := r.explainService(); err != nil {
		return err
	}
	switch r.Status {
	case http.StatusNotFound:
		return fault.New(fault.Config, "the account %s does not exist: check %s", account, r.s.accountSetting())
	case http.StatusUnauthorized, http.StatusForbidden:
		return fault.New(fault.Denied, "the %s may not act as %s: %s%s", r.s.label, account, need, r.clockNote())
	}
	return fault.New(fault.Upstream, "%s refused to impersonate %s (%s): "+
		"check impersonate and delegates in config.toml", iam.Name, account, r.reason())
}

// accountSetting returns the setting that names the account.
func (s *session) accountSetting() string {
	if s.asSetBy != "" {
		return s.asSetBy
	}
	return "impersonate in config.toml"
}
