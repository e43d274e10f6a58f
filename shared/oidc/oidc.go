// Package oidc obtains the token with which a CI system identifies a job (OpenID Connect,
// https://openid.net/specs/openid-connect-core-1_0.html#IDToken), for an exchange at a
// cloud or registry that trusts the system.
//
//	Actions   GitHub, Forgejo: requested from the runner, for an audience
//	File      a file that the platform renews regularly
//	Variable  a variable of the job, as created by GitLab's id_tokens
//
// Tokens are decoded but not verified; the recipient verifies them. This package checks
// the expiry time and the audience, since a wrong one would make the exchange fail for a
// reason that its error does not show. A token is neither stored nor printed.
package oidc

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// Token is a subject token and its claims.
type Token struct {
	raw             string
	Issuer, Subject string
	Audience        []string
	Expires         time.Time
}

// Reveal returns the token itself. Call it only to send the token.
func (t Token) Reveal() string { return t.raw }

// String hides the token.
func (t Token) String() string { return "[redacted]" }

// GoString hides the token.
func (t Token) GoString() string { return "[redacted]" }

// Decode decodes a token's claims. where names it in errors, as in "the file of
// AZURE_FEDERATED_TOKEN_FILE".
func Decode(raw, where string) (Token, error) {
	raw = strings.TrimSuffix(strings.TrimSuffix(raw, "\n"), "\r")
	bad := fault.New(fault.Config, "%s does not contain a JSON Web Token: have the platform write it again", where)
	parts := strings.Split(raw, ".")
	if len(parts) != 3 || !tokenhttp.Plain(raw) {
		return Token{}, bad
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return Token{}, bad
	}
	var claims struct {
		Iss, Sub string
		Aud      audience
		Exp      float64
	}
	if json.Unmarshal(payload, &claims) != nil {
		return Token{}, bad
	}
	t := Token{raw: raw, Issuer: claims.Iss, Subject: claims.Sub, Audience: claims.Aud}
	if claims.Exp > 0 && claims.Exp < 1e11 {
		t.Expires = time.Unix(int64(claims.Exp), 0)
	}
	return t, nil
}

// audience is one string or several (RFC 7519, section 4.1.3).
type audience []string

func (a *audience) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*a = audience{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(a))
}

// Check returns an error if the token has expired or is for another audience. If wanted
// is "", any audience is accepted.
func (t Token) Check(wanted, where string) error {
	if !t.Expires.IsZero() && time.Now().After(t.Expires) {
		return fault.New(fault.LoginExpired,
			"the token of %s expired at %s: have the platform write it again, and check this machine's clock",
			where, t.Expires.UTC().Format(time.RFC3339))
	}
	if wanted != "" && !slices.Contains(t.Audience, wanted) {
		return fault.New(fault.Config,
			"the token of %s is for the audience %s, not for %s: ask the CI system for that audience",
			where, fault.Printable(strings.Join(t.Audience, ", "), 120), wanted)
	}
	return nil
}

// maxFile bounds the size of a token's file, in bytes.
const maxFile = 64 << 10

// File reads the token that is in a file now.
func File(path, where string) (Token, error) {
	data, err := safefile.ReadNamed(path, maxFile, false)
	if err != nil {
		return Token{}, fault.New(fault.Config, "reading the token of %s: %s: have the platform write it, "+
			"or correct the path", where, safefile.Problem(err))
	}
	text, err := safefile.Text(data)
	switch {
	case err != nil:
		return Token{}, fault.New(fault.Config, "reading the token of %s: %w", where, err)
	case strings.TrimSpace(text) == "":
		return Token{}, fault.New(fault.Config, "%s is empty: have the platform write the token", where)
	}
	return Decode(text, where)
}

// Variable reads the token in a variable.
func Variable(name string) (Token, error) {
	raw, err := envname.Secret(name)
	if err != nil {
		return Token{}, err
	}
	return Decode(raw, name)
}

// The variables of a runner that issues tokens
// (https://docs.github.com/en/actions/reference/security/oidc).
const (
	requestURL   = "ACTIONS_ID_TOKEN_REQUEST_URL"
	requestToken = "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
)

// OnRunner reports whether this job's runner issues tokens.
func OnRunner() bool { return os.Getenv(requestURL) != "" && os.Getenv(requestToken) != "" }

// Actions requests a token for an audience from the runner.
func Actions(ctx context.Context, audience string) (Token, error) {
	const where = "the runner"
	runner := tokenhttp.Peer{Name: "the runner's token service", Check: requestURL, Bundle: "SSL_CERT_FILE"}
	if !OnRunner() {
		return Token{}, fault.New(fault.Config,
			"this job may not ask its runner for a token: give it `permissions: id-token: write`")
	}
	base, err := tokenhttp.ParseURL(os.Getenv(requestURL), requestURL)
	if err != nil {
		return Token{}, err
	}
	query := base.Query()
	query.Set("audience", audience)
	base.RawQuery = query.Encode()
	reply, err := runner.GetJSON(ctx, base.String(), func(request *http.Request) {
		request.Header.Set("Authorization", "Bearer "+os.Getenv(requestToken))
	})
	if err != nil {
		return Token{}, err
	}
	var answer struct{ Value string }
	if reply.Status != http.StatusOK || json.Unmarshal(reply.Body, &answer) != nil || answer.Value == "" {
		return Token{}, fault.New(fault.Denied,
			"the runner did not issue a token (status %d): give the job `permissions: id-token: write`",
			reply.Status)
	}
	token, err := Decode(answer.Value, where)
	if err != nil {
		return Token{}, err
	}
	return token, token.Check(audience, where)
}
