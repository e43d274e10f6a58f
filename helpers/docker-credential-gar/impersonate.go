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

var iam = tokenhttp.Peer{Name: "Google's IAM", Check: "impersonate in config.toml, and the proxy", Bundle: "SSL_CERT_FILE"}

// accounts is IAM's collection of service accounts. The rule gives an e-mail
// address for it, whose form was checked, and nothing else of the URL.
const accounts = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"

// actAs exchanges an identity's token for one of the service account that a rule
// names, whatever kind of identity that is: Google's library does so for documents
// alone
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
	reply, err := iam.Ask(ctx, tokenhttp.New(tokenhttp.Within(ctx)), func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, accounts+s.as+":generateAccessToken", bytes.NewReader(body))
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
		return "", time.Time{}, refusal{reply, codeOf(reply.Body), s}.notActing()
	}
	return impersonation(iam, reply)
}

// notActing explains what IAM says to a rule.
func (r refusal) notActing() error {
	account, need := fault.Printable(r.s.as, 120), "grant it roles/iam.serviceAccountTokenCreator on that account"
	if len(r.s.through) > 0 {
		need = "grant it roles/iam.serviceAccountTokenCreator on the first of delegates, and each of these on the next"
	}
	switch r.s.kind {
	case fromMachine:
		need += ", and give this machine the scope cloud-platform"
	case fromPod:
		need = "grant roles/iam.workloadIdentityUser on that account to " + r.s.pod.principal()
	}
	if err := r.ofService(); err != nil {
		return err
	}
	switch r.Status {
	case http.StatusNotFound:
		return fault.New(fault.Config, "the account %s does not exist: check %s", account, r.s.namedBy())
	case http.StatusUnauthorized, http.StatusForbidden:
		return fault.New(fault.Denied, "the %s may not act as %s: %s%s", r.s.label, account, need, r.clock())
	}
	return fault.New(fault.Upstream, "%s refused to impersonate %s (%s): "+
		"check impersonate and delegates in config.toml", iam.Name, account, r.reason())
}

// namedBy is what names the account.
func (s *session) namedBy() string {
	if s.asBy != "" {
		return s.asBy
	}
	return "impersonate in config.toml"
}
