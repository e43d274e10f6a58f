package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/kubelet"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// accountAnnotation names the account that a service account of the cluster impersonates
// (https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity#kubernetes-sa-to-iam).
const accountAnnotation = "iam.gke.io/gcp-service-account"

// pod is a pod's token and the pool that accepts it.
type pod struct {
	token oidc.Token
	taker taker
}

// principal returns the pod's name in IAM's policies, if the provider maps the subject as
// Google's documentation does.
func (p pod) principal() string { return p.taker.member(p.token.Subject) }

// podOf returns the session of the pod that the token identifies. It uses nothing of this
// machine.
func podOf(
	_ context.Context, _ *inputs.Recorder, _ registry.Name, u userconfig.Rule, r kubelet.Request,
) (*session, identity.Identity, error) {
	if err := checkRule(u); err != nil {
		return nil, identity.Identity{}, err
	}
	s := &session{kind: fromPod, label: "pod's token", rule: u}
	err := s.podAccount(u, r)
	if err != nil {
		return nil, identity.Identity{}, err
	}
	if s.pod.token, err = oidc.Pod(r.Token); err == nil {
		s.pod.taker, err = takerOf(s.pod.token)
	}
	return s, identity.Identity{Label: s.actingLabel(), Username: user, Configured: true}, err
}

// podAccount sets the account that the pod impersonates: from the annotation, else from the
// rule. The rule's delegates are only used with the rule's account.
func (s *session) podAccount(u userconfig.Rule, r kubelet.Request) error {
	account, err := r.Annotation(accountAnnotation)
	switch {
	case err != nil:
		return err
	case account != "" && !isServiceAccount(account):
		return fault.New(fault.Config, "the service account's annotation %s is not a service account of Google's: "+
			"expected name@project.iam.gserviceaccount.com", accountAnnotation)
	case account != "":
		s.as, s.asSetBy = account, "the annotation "+accountAnnotation
		return nil
	}
	account = u.Get(userconfig.Impersonate)
	switch {
	case account == "":
		return fault.New(fault.NoIdentity, "no account is set for the pod's token: "+
			"annotate its service account with %s, or set impersonate in config.toml", accountAnnotation)
	case u.Get(userconfig.CredentialsFile)+u.Get(userconfig.Account)+u.Get(userconfig.Source) != "":
		return u.Mistake("impersonate belongs to the rule's own identity, not to a pod's: "+
			"add a rule for the pods' tokens, or annotate the service account with %s", accountAnnotation)
	}
	s.as, s.through = account, strings.Fields(u.Get(userconfig.Delegates))
	return nil
}

// isServiceAccount reports whether s has the form of a Google service account
// (https://cloud.google.com/iam/docs/service-account-types).
func isServiceAccount(s string) bool {
	return isEmail(s) && strings.HasSuffix(s, ".gserviceaccount.com")
}

// tokenFromPod exchanges the pod's token for one of Google's, which can only be used to impersonate
// an account (https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token).
func (s *session) tokenFromPod(ctx context.Context) (string, time.Time, error) {
	form := url.Values{
		"grant_type":           {"urn:ietf:params:oauth:grant-type:token-exchange"},
		"requested_token_type": {"urn:ietf:params:oauth:token-type:access_token"},
		"subject_token_type":   {"urn:ietf:params:oauth:token-type:jwt"},
		"subject_token":        {s.pod.token.Reveal()},
		"audience":             {s.pod.taker.audience},
		"scope":                {scope},
	}
	peer := tokenhttp.Peer{Name: endpoint.Name, Check: "the proxy", Bundle: endpoint.Bundle}
	reply, err := peer.PostForm(ctx, defaultTokenURL, form)
	switch {
	case err != nil:
		return "", time.Time{}, err
	case reply.Status >= 300:
		return "", time.Time{}, refusal{reply, codeOf(reply.Body), s}.explainPod()
	}
	return peer.Token(reply, "access_token", "expires_in")
}

// explainPod explains why Google refused a pod's token.
func (r refusal) explainPod() error {
	t := r.s.pod.token
	switch r.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
		return fault.New(fault.Denied, "Google does not accept the pod's token (issuer %s, subject %s) for %s: "+
			"%s%s",
			fault.Printable(t.Issuer, 80), fault.Printable(t.Subject, 90),
			r.s.pod.taker.named(), r.s.pod.taker.check, r.clockNote())
	}
	return fault.New(fault.Upstream, "Google refused the exchange of the pod's token (%s): try again", r.reason())
}
