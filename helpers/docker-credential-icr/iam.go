package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// The grants of IBM's IAM (https://cloud.ibm.com/apidocs/iam-identity-token-api).
const (
	grantKey     = "urn:ibm:params:oauth:grant-type:apikey"
	grantCompute = "urn:ibm:params:oauth:grant-type:cr-token"
	grantAssume  = "urn:ibm:params:oauth:grant-type:assume"
)

// iam is who makes the tokens, with what leads to it.
func iam(s source) tokenhttp.Peer {
	led := s.ledBy
	if led == "" {
		led = endpointVariable
	}
	return tokenhttp.Peer{Name: "IBM's IAM", Check: led + " and the proxy", Bundle: "SSL_CERT_FILE"}
}

// byKey exchanges an API key, and what comes of it for the profile that the key's
// service ID takes on.
func byKey(ctx context.Context, s source) (token string, expires time.Time, err error) {
	token, expires, err = exchange(ctx, s, url.Values{"grant_type": {grantKey}, "apikey": {s.proof.Secret}}, keyRefused)
	if err != nil || s.profile.text() == "" {
		return token, expires, err
	}
	form := profileForm(grantAssume, s.profile)
	form.Set("access_token", token)
	return exchange(ctx, s, form, profileRefused)
}

// byCompute exchanges the token of a cluster or app. One that has expired is not
// sent, since IAM would not say why it is refused.
func byCompute(ctx context.Context, s source) (token string, expires time.Time, err error) {
	if end, known := credential.Secret(s.proof.Secret).Expiry(); known && time.Now().After(end) {
		return "", expires, fault.New(fault.LoginExpired, "the compute resource token of %s expired at %s: let the platform write a new one, and check this machine's clock", s.where, end.Format(time.RFC3339))
	}
	form := profileForm(grantCompute, s.profile)
	form.Set("cr_token", s.proof.Secret)
	return exchange(ctx, s, form, profileRefused)
}

// profileForm names a profile in the form in which the user does.
func profileForm(grant string, p profile) url.Values {
	form := url.Values{"grant_type": {grant}}
	for name, value := range map[string]string{"profile_id": p.id, "profile_crn": p.crn, "profile_name": p.name, "account": p.account} {
		if value != "" {
			form.Set(name, value)
		}
	}
	return form
}

// exchange asks IAM, whose host was checked when the identity was found.
func exchange(ctx context.Context, s source, form url.Values, explain refusal) (token string, expires time.Time, err error) {
	address := url.URL{Scheme: "https", Host: s.iam, Path: "/identity/token"}
	reply, err := iam(s).Ask(ctx, tokenhttp.New(tokenhttp.Within(ctx)), func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), strings.NewReader(form.Encode()))
		if err == nil {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set("Accept", "application/json")
		}
		return request, err
	})
	if err != nil {
		return "", expires, err
	}
	if reply.Status != http.StatusOK {
		return "", expires, refused(reply, s, explain)
	}
	return iam(s).Token(reply, "access_token", "expires_in")
}
