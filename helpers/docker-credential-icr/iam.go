package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-icr/internal/offline"
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
func iam(id offline.Identity) tokenhttp.Peer {
	led := id.LedBy
	if led == "" {
		led = "IBMCLOUD_IAM_API_ENDPOINT"
	}
	return tokenhttp.Peer{Name: "IBM's IAM", Check: led + " and the proxy", Bundle: "SSL_CERT_FILE"}
}

// byKey exchanges an API key, and what comes of it for the profile that the key's
// service ID takes on.
func byKey(ctx context.Context, id offline.Identity) (token string, expires time.Time, err error) {
	token, expires, err = exchange(ctx, id, url.Values{"grant_type": {grantKey}, "apikey": {id.Proof.Secret}}, ofKey)
	if err != nil || id.Profile.Text() == "" {
		return token, expires, err
	}
	form := profileForm(grantAssume, id.Profile)
	form.Set("access_token", token)
	return exchange(ctx, id, form, ofProfile)
}

// byCompute exchanges the token of a cluster or app. One that is over is not sent,
// since nobody would say why it is refused.
func byCompute(ctx context.Context, id offline.Identity) (token string, expires time.Time, err error) {
	if end, known := credential.Secret(id.Proof.Secret).Expiry(); known && time.Now().After(end) {
		return "", expires, fault.New(fault.LoginExpired, "the compute resource token of %s ended at %s: let the platform write it anew, and check this machine's clock", id.Where, end.Format(time.RFC3339))
	}
	form := profileForm(grantCompute, id.Profile)
	form.Set("cr_token", id.Proof.Secret)
	return exchange(ctx, id, form, ofProfile)
}

// profileForm names a profile in the form in which the user does.
func profileForm(grant string, p offline.Profile) url.Values {
	form := url.Values{"grant_type": {grant}}
	for name, value := range map[string]string{"profile_id": p.ID, "profile_crn": p.CRN, "profile_name": p.Name, "account": p.Account} {
		if value != "" {
			form.Set(name, value)
		}
	}
	return form
}

// exchange asks IAM, whose host was checked when the identity was found.
func exchange(ctx context.Context, id offline.Identity, form url.Values, explain refusal) (token string, expires time.Time, err error) {
	address := url.URL{Scheme: "https", Host: id.IAM, Path: "/identity/token"}
	reply, err := iam(id).Ask(ctx, tokenhttp.New(tokenhttp.Within(ctx)), func(ctx context.Context) (*http.Request, error) {
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
		return "", expires, refused(reply, id, explain)
	}
	return iam(id).Token(reply, "access_token", "expires_in")
}
