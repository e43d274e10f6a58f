package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// TestRefusals: Google's own error responses, each with the next step. TestMinting has the faults of
// any service.
func TestRefusals(t *testing.T) {
	account := fakegoogle.ServiceAccount("a@p.iam.gserviceaccount.com")
	says := func(status int, body string) fakecloud.Behaviour {
		return fakecloud.Behaviour{Fault: faulty.Answer(status, faulty.JSON, body)}
	}
	grantGone := says(400, `{"error":"invalid_grant","error_description":"CANARY-BODY"}`)
	skewed := grantGone
	skewed.Skew = -time.Hour
	as := fakegoogle.Document(map[string]any{
		"type": "impersonated_service_account", "service_account_impersonation_url": asAccount,
		"source_credentials": userFields("R"),
	})
	for what, c := range map[string]struct {
		document, host string
		b              fakecloud.Behaviour
		code, text     string
	}{
		"a deleted key": {account, tokenHost, grantGone, "denied",
			"does not accept the key of the service account a@p.iam.gserviceaccount.com from GOOGLE_AUTH_JSON: it " +
				"was deleted, or its account is disabled: create a key with `gcloud iam service-accounts keys create`"},
		"a wrong clock": {account, tokenHost, skewed, "clock", "the clock is off by 360"},
		"an odd error": {account, tokenHost, says(400, `{"error":"CANARY body with words"}`), "upstream",
			"(status 400)"},
		"an unknown client": {userLogin("R"), tokenHost, says(400, `{"error":"deleted_client"}`), "denied",
			"(deleted_client, status 400)"},
		"a revoked login": {userLogin("R"), tokenHost, grantGone, "login-expired",
			"run `gcloud auth application-default login`, then copy the new login to GOOGLE_AUTH_JSON"},
		"a login to be renewed": {userLogin("R"), tokenHost,
			says(400, `{"error":"invalid_grant","error_subtype":"invalid_rapt"}`), "login-expired",
			"gcloud auth application-default login"},
		"a revoked inner login": {as, tokenHost, grantGone, "login-expired", "gcloud auth application-default login"},
		"no impersonation": {as, iamHost,
			says(403, `{"error":{"code":403,"status":"PERMISSION_DENIED","message":"CANARY"}}`), "denied",
			"may not act as " + accountX + ": grant it roles/iam.serviceAccountTokenCreator"},
		"the API is disabled": {as, iamHost,
			says(403, `{"error":{"code":403,"status":"PERMISSION_DENIED",`+
				`"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED"}]}}`),
			"denied", "gcloud services enable iamcredentials.googleapis.com"},
		"too narrow a scope": {as, iamHost,
			says(403, `{"error":{"code":403,"status":"PERMISSION_DENIED",`+
				`"details":[{"reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}`), "denied",
			"does not have the scope cloud-platform"},
		"a missing account": {as, iamHost, says(404, `{"error":{"code":404,"status":"NOT_FOUND"}}`), "config",
			accountX + ", which GOOGLE_AUTH_JSON impersonates, does not exist"},
		"an odd impersonation": {as, iamHost, says(400, `{"error":{"code":400,"status":"INVALID_ARGUMENT"}}`),
			"upstream", "(INVALID_ARGUMENT, status 400)"},
		"IAM is down":              {as, iamHost, says(503, `CANARY`), "upstream", "status 503"},
		"an invalid answer of IAM": {as, iamHost, says(200, `{"accessToken":17}`), "upstream", "an invalid token"},
		"IAM's token has no end": {as, iamHost, says(200, `{"accessToken":"a","expireTime":"soon"}`), "upstream",
			"an invalid expiry time"},
		"an expired token of IAM": {as, iamHost, says(200, `{"accessToken":"a","expireTime":"2001-01-01T00:00:00Z"}`),
			"upstream", "has already expired"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "GOOGLE_AUTH_JSON="+c.document)
			w.Cloud.Behave(c.host, c.b)
			w.Fails(t, c.code, c.text)
			if len(w.Tokens(t)) != 0 {
				t.Error("something was kept")
			}
			w.Cloud.Behave(c.host, fakecloud.Behaviour{})
			w.password()
		})
	}
}

// TestFederationRefusals: the error says which of the three steps of a federation failed.
func TestFederationRefusals(t *testing.T) {
	w := newWorld(t)
	d := "GOOGLE_AUTH_JSON=" + federation(map[string]any{
		"file": w.File(t, "token", job("repo:a", time.Now().Add(time.Hour))),
	})
	for status, error := range map[int]string{400: "invalid_grant", 401: "invalid_client", 403: "access_denied"} {
		w.Cloud.Behave(stsHost, fakecloud.Behaviour{
			Fault: faulty.Answer(status, faulty.JSON, `{"error":"`+error+`","error_description":"CANARY"}`),
		})
		w.Fails(t, "denied", "does not accept the subject token for "+audience+
			": check the issuer, audience and attribute condition", d)
	}
	asked := w.Asked()
	w.File(t, "token", job("repo:a", time.Now().Add(-time.Hour)))
	w.Fails(t, "login-expired", "expired at ", d)
	w.File(t, "token", "")
	w.Fails(t, "config", "is empty: have the platform write it", d)
	w.Fails(t, "config", "reading the subject token's file",
		"GOOGLE_AUTH_JSON="+federation(map[string]any{"file": w.Home + "/none"}))
	w.Fails(t, "config", "is not valid JSON",
		"GOOGLE_AUTH_JSON="+federation(map[string]any{
			"file":   w.File(t, "text", "CANARY"),
			"format": map[string]string{"type": "json", "subject_token_field_name": "value"},
		}))
	w.Fails(t, "config", "is incomplete", "GOOGLE_AUTH_JSON="+
		federation(map[string]any{"file": w.File(t, "text", "CANARY")}, "subject_token_type", nil))
	if w.Asked() != asked {
		t.Errorf("it asked: %q", w.Dialled())
	}
	w.Handle(github, faulty.Answer(http.StatusUnauthorized, faulty.JSON, "CANARY-BODY"))
	w.Fails(t, "denied", "with `permissions: id-token: write`", "GOOGLE_AUTH_JSON="+federation(githubSource()))
	w.Handle(github, faulty.Answer(http.StatusOK, faulty.JSON, `{"other":"CANARY"}`))
	w.Fails(t, "upstream", "did not return a token", "GOOGLE_AUTH_JSON="+federation(githubSource()))
	w.Handle(github, faulty.Redirect(http.StatusTemporaryRedirect, w.Elsewhere()))
	w.Fails(t, "upstream", "redirect", "GOOGLE_AUTH_JSON="+federation(githubSource()))
	if dialled := strings.Join(w.Dialled(), " "); strings.Contains(dialled, "elsewhere") {
		t.Errorf("it went to %s", dialled)
	}
	w.Fails(t, "config", "is not valid: create a key",
		"GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount("a@p", "private_key", "CANARY-KEY"))
}

// TestImpersonationRedirect: the second step does not follow a redirect either.
func TestImpersonationRedirect(t *testing.T) {
	w := newWorld(t, "GOOGLE_AUTH_JSON="+fakegoogle.Document(map[string]any{
		"type": "impersonated_service_account", "service_account_impersonation_url": asAccount,
		"source_credentials": userFields("R"),
	}))
	for _, status := range []int{301, 302, 303, 307, 308} {
		w.Cloud.Behave(iamHost, fakecloud.Behaviour{Fault: faulty.Redirect(status, w.Elsewhere())})
		w.Fails(t, "upstream", "redirect")
	}
	if dialled := strings.Join(w.Dialled(), " "); strings.Contains(dialled, "elsewhere") {
		t.Errorf("it went to %s", dialled)
	}
}
