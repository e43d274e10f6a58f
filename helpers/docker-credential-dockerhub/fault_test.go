package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// TestRefused: the refusals by Docker's token service, each with the next step. TestMinting has the
// faults of any token endpoint.
func TestRefused(t *testing.T) {
	const refused = "Docker's token service refused the job repo:o/r:ref:refs/heads/main a token of the " +
		"organization acme (status 401): check the connection's rulesets and failures in Docker Home, Identity & " +
		"auth, OIDC connections\n"
	for status, c := range map[int]struct{ code, text string }{
		400: {"denied", "status 400"}, 401: {"denied", refused}, 403: {"denied", "status 403"},
		418: {"upstream", "status 418"}, 201: {"upstream", "status 201"},
		429: {"throttled", "received too many requests"},
	} {
		w := inJob(t)
		w.Behave(fakecloud.Behaviour{Fault: faulty.Answer(status, faulty.JSON, `{"access_token":"CANARY-BODY"}`)})
		if w.Fails(t, c.code, c.text); len(w.Tokens(t)) != 0 || w.Exchanges() != 1 && status != 429 {
			t.Errorf("%d: %d requests, something was kept: %q", status, w.Exchanges(), w.Tokens(t))
		}
	}
}

// TestRunner: the answers of a runner that issues no token.
func TestRunner(t *testing.T) {
	for what, c := range map[string]struct {
		answer     http.HandlerFunc
		code, text string
	}{
		"refused": {faulty.Answer(403, faulty.JSON, `{"error":"CANARY-BODY"}`), "denied",
			"give the job `permissions: id-token: write`"},
		"no token": {faulty.Answer(200, faulty.JSON, `{"value":"CANARY"}`), "config",
			"does not contain a JSON Web Token"},
		"another audience": {faulty.Answer(200, faulty.JSON, `{"value":"`+jwt(`{"aud":"https://evil.example"}`)+`"}`),
			"config", "is for the audience https://evil.example, not for https://identity.docker.com"},
		"one that is over": {faulty.Answer(200, faulty.JSON,
			`{"value":"`+jwt(`{"aud":"https://identity.docker.com","exp":1700000000}`)+`"}`), "login-expired",
			"expired at 2023"},
	} {
		w := inJob(t)
		w.Handle(runner, c.answer)
		if w.Fails(t, c.code, c.text); w.Exchanges() != 0 {
			t.Errorf("%s: the token was sent on", what)
		}
	}
	w := inJob(t, "ACTIONS_ID_TOKEN_REQUEST_TOKEN=")
	w.Fails(t, "config", "this job may not ask its runner for a token: give it `permissions: id-token: write`")
	w.Fails(t, "config", "DOCKERHUB_OIDC_CONNECTIONID is not a valid UUID", "DOCKERHUB_OIDC_CONNECTIONID=acme")
	w.Fails(t, "config", "use https://", "ACTIONS_ID_TOKEN_REQUEST_URL=http://"+runner+"/",
		"ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY")
	w.silent(t)
}

// TestDebug: a debug log contains no secret either.
func TestDebug(t *testing.T) {
	w := inJob(t, "DOCKERCFG_DEBUG=1")
	w.Run(t, "get", own).Password(t, user) // Run looks for canaries on standard error
	w.Run(t, "explain", own)
	w.Behave(fakecloud.Behaviour{Fault: faulty.Answer(403, faulty.JSON, `{"error":"CANARY"}`)})
	if a := w.Run(t, "get", "dhi.io"); strings.Contains(a.Err, "e30.") {
		t.Errorf("it shows the job's token: %+v", a)
	}
}
