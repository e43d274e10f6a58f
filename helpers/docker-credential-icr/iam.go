package main

import (
	"context"
	"net/http"
	"net/url"
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

// iam describes IAM in errors, with the setting that selects its endpoint.
func iam(s source) tokenhttp.Peer {
	setting := s.iamSetBy
	if setting == "" {
		setting = endpointVariable
	}
	return tokenhttp.Peer{Name: "IBM's IAM", Check: setting + " and the proxy", Bundle: "SSL_CERT_FILE"}
}

// tokenFromKey exchanges an API key, and then the resulting token for one of the profile that the
// key's service ID assumes.
func tokenFromKey(ctx context.Context, s source) (token string, expires time.Time, err error) {
	key := url.Values{"grant_type": {grantKey}, "apikey": {s.proof.Secret}}
	token, expires, err = exchange(ctx, s, key, keyRefused)
	if err != nil || s.profile.text() == "" {
		return token, expires, err
	}
	form := profileForm(grantAssume, s.profile)
	form.Set("access_token", token)
	return exchange(ctx, s, form, profileRefused)
}

// tokenFromCompute exchanges the token of a cluster or app. An expired token is not sent, since IAM
// would not say why it refuses the token.
func tokenFromCompute(ctx context.Context, s source) (token string, expires time.Time, err error) {
	if end, known := credential.Secret(s.proof.Secret).Expiry(); known && time.Now().After(end) {
		return "", expires, fault.New(fault.LoginExpired, "the compute resource token of %s expired at %s: "+
			"have the platform write a new one, and check this machine's clock", s.where, end.Format(time.RFC3339))
	}
	form := profileForm(grantCompute, s.profile)
	form.Set("cr_token", s.proof.Secret)
	return exchange(ctx, s, form, profileRefused)
}

// profileForm identifies a profile in the same way as the user's setting.
func profileForm(grant string, p profile) url.Values {
	form := url.Values{"grant_type": {grant}}
	for name, value := range map[string]string{
		"profile_id": p.id, "profile_crn": p.crn, "profile_name": p.name, "account": p.account,
	} {
		if value != "" {
			form.Set(name, value)
		}
	}
	return form
}

// exchange requests a token from IAM, whose host has been checked by the resolver.
func exchange(
	ctx context.Context, s source, form url.Values, explain refusal,
) (token string, expires time.Time, err error) {
	address := url.URL{Scheme: "https", Host: s.iam, Path: "/identity/token"}
	reply, err := iam(s).PostForm(ctx, address.String(), form)
	if err != nil {
		return "", expires, err
	}
	if reply.Status != http.StatusOK {
		return "", expires, refused(reply, s, explain)
	}
	return iam(s).Token(reply, "access_token", "expires_in")
}
