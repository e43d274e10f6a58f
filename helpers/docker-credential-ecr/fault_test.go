package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// TestEndpointFaults: Amazon's own error responses. TestMinting has the faults of any service.
func TestEndpointFaults(t *testing.T) {
	const denied = "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ecr:GetAuthorizationToken " +
		"on resource: * CANARY-BODY"
	body := func(b string) fakeaws.Fault { return fakeaws.Body("application/x-amz-json-1.1", b) }
	token := func(json string) fakeaws.Fault {
		return body(`{"authorizationData":[{"authorizationToken":` + json + `,"expiresAt":4000000000}]}`)
	}
	for what, c := range map[string]struct {
		b          fakeaws.Behaviour
		code, text string
		most       int // requests to the token service
	}{
		"denied": {fakeaws.Behaviour{Fault: fakeaws.Refuse(400, "AccessDeniedException", denied)},
			"denied", "arn:aws:iam::123456789012:user/ci may not call ecr:GetAuthorizationToken: allow that action", 1},
		"an ended session": {fakeaws.Behaviour{Fault: fakeaws.Refuse(400, "ExpiredTokenException", "CANARY-BODY")},
			"login-expired", "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to new values", 3},
		"unknown keys": {fakeaws.Behaviour{
			Fault: fakeaws.Refuse(400, "UnrecognizedClientException", "CANARY-BODY"),
		}, "denied", "do not exist in the partition aws", 1},
		"a wrong clock": {fakeaws.Behaviour{
			Skew: -24 * time.Hour, Fault: fakeaws.Refuse(403, "InvalidSignatureException", "CANARY-BODY"),
		}, "clock", "the clock is off by 86", 3},
		"no token": {fakeaws.Behaviour{Fault: body(`{"authorizationData":[]}`)}, "upstream",
			"contains no token", 1},
		"a null token": {fakeaws.Behaviour{Fault: token("null")}, "upstream", "an invalid token", 1},
		"a token without a user": {fakeaws.Behaviour{Fault: token(`"OnNlY3JldA=="`)}, "upstream",
			"an invalid token", 1},
		"a token with LF": {fakeaws.Behaviour{Fault: token(`"QVdTOmEKYg=="`)}, "upstream",
			"an invalid token", 1},
		"a token of 1 MB": {fakeaws.Behaviour{
			Password: func(fakeaws.Request) string { return strings.Repeat("a", 700<<10) },
		}, "upstream", "", 3},
		"an end in the past":  {fakeaws.Behaviour{ExpiresAt: "1000"}, "upstream", "has already expired", 1},
		"an end that is text": {fakeaws.Behaviour{ExpiresAt: `"abc"`}, "upstream", "", 3},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := keyed(t)
			w.Behave(fakeaws.ECR, c.b)
			w.Fails(t, c.code, c.text, "DOCKERCFG_TIMEOUT=12s")
			if n := w.Count(fakeaws.ECR); n > c.most {
				t.Errorf("%d requests", n)
			}
			if len(w.Tokens(t)) != 0 {
				t.Error("something was kept")
			}
		})
	}
}

// TestRedirect: no service's redirect is followed.
func TestRedirect(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, service := range []string{fakeaws.ECR, fakeaws.STS} {
			other, w := start(t), keyed(t, "AWS_STS_ROLE=r", "AWS_STS_ACCOUNT=111122223333")
			w.Behave(service, fakeaws.Behaviour{Fault: fakeaws.Redirect(status, other.URL()+"/")})
			w.Fails(t, "upstream", "", "AWS_MAX_ATTEMPTS=1")
			if n := len(other.Requests()); n != 0 {
				t.Errorf("%s, %d: the other host was asked: %+v", service, status, other.Requests())
			}
		}
	}
}

// TestRedirectOfSSO: a redirect is not followed even for a request without a body.
func TestRedirectOfSSO(t *testing.T) {
	other, w := start(t), newWorld(t)
	w.Env = append(w.Env, sources["SSO"].prepare(t, w)...)
	w.Behave(fakeaws.SSO, fakeaws.Behaviour{Fault: fakeaws.Redirect(307, other.URL()+"/")})
	w.Fails(t, "upstream", "a redirect, and redirects are not followed")
	if n := len(other.Requests()); n != 0 {
		t.Errorf("the other host was asked: %+v", other.Requests())
	}
}

// TestPlainHTTP: an endpoint without TLS is refused, except on loopback.
func TestPlainHTTP(t *testing.T) {
	for _, name := range []string{"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_ECR", "AWS_ENDPOINT_URL_STS"} {
		w := keyed(t, "AWS_STS_ROLE=r", "AWS_STS_ACCOUNT=111122223333")
		w.Fails(t, "config", "does not use TLS", name+"=http://ecr.invalid")
	}
}

// TestConnectionFaults: the error names the part of the connection that fails.
func TestConnectionFaults(t *testing.T) {
	w := keyed(t, "AWS_ENDPOINT_URL=", "AWS_MAX_ATTEMPTS=1")
	w.Fails(t, "proxy", "the proxy 127.0.0.1:9 does not answer", "HTTPS_PROXY=http://user:CANARY-PROXY@127.0.0.1:9")
	w.Fails(t, "upstream", "cannot be reached", "AWS_ENDPOINT_URL=http://127.0.0.1:1")
	w.Fails(t, "dns", "the name ecr.invalid does not resolve", "AWS_ENDPOINT_URL=https://ecr.invalid")
	w.Fails(t, "config", "is not a valid URL", "AWS_ENDPOINT_URL_ECR=nonsense")
}

// TestLogins: the error names the command that renews a login.
func TestLogins(t *testing.T) {
	w := newWorld(t)
	w.File(t, ".aws/config", "[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\n"+
		"sso_role_name = dev\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example/start\n"+
		"[profile mfa]\nrole_arn = arn:aws:iam::123456789012:role/m\nsource_profile = mfa\n"+
		"mfa_serial = arn:aws:iam::1:mfa/x\naws_access_key_id = A\naws_secret_access_key = b\n")
	w.Fails(t, "login-expired", "aws sso login --profile dev", "AWS_PROFILE=dev")
	w.ssoToken(t, time.Now().Add(-time.Hour))
	w.Fails(t, "login-expired", "aws sso login --profile dev", "AWS_PROFILE=dev")
	w.ssoToken(t, time.Now().Add(time.Hour))
	w.Behave(fakeaws.SSO, fakeaws.Behaviour{
		Fault: fakeaws.Refuse(http.StatusUnauthorized, "UnauthorizedException", "CANARY-BODY"),
	})
	w.Fails(t, "login-expired", "aws sso login --profile dev", "AWS_PROFILE=dev")
	w.Fails(t, "config", "MFA", "AWS_PROFILE=mfa")
	w.Fails(t, "config", "the profile nosuch, selected by AWS_PROFILE", "AWS_PROFILE=nosuch")
	w.Fails(t, "config", "AWS_SECRET_ACCESS_KEY is not: set both", "AWS_ACCESS_KEY_ID=A")
	w.Behave(fakeaws.STS, fakeaws.Behaviour{
		Fault: fakeaws.Refuse(403, "AccessDenied",
			"User: arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole on resource: x"),
	})
	w.Fails(t, "denied", "arn:aws:iam::1:user/u may not call sts:AssumeRole", "AWS_ACCESS_KEY_ID=A",
		"AWS_SECRET_ACCESS_KEY=b", "AWS_STS_ROLE=r", "AWS_STS_ACCOUNT=111122223333")
}
