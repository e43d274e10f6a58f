package main

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// TestFaults: whatever the token service does is an error with its own code, never
// "not found", never a body, asked for a bounded number of times, and over in time.
func TestFaults(t *testing.T) {
	answer := func(status int, kind, body string) fakecloud.Behaviour {
		return fakecloud.Behaviour{Fault: faulty.Answer(status, kind, body)}
	}
	skewed := answer(http.StatusForbidden, faulty.JSON, `{"error":"CANARY-BODY"}`)
	skewed.Skew = -24 * time.Hour
	const refused = "Docker's token service gives the job repo:o/r:ref:refs/heads/main no token of the organisation acme (status 401): look at the connection's rulesets and failures in Docker Home, Identity & auth, OIDC connections\n"
	for what, c := range map[string]struct {
		b    fakecloud.Behaviour
		code string
		text string
		most int
	}{
		"429, wait too long": {fakecloud.Behaviour{Fault: faulty.Throttle(time.Hour)}, "throttled", "wait 1h0m0s", 1},
		"429":                {answer(429, faulty.JSON, `{"error":"CANARY-BODY"}`), "throttled", "asked too often", 3},
		"500":                {answer(500, faulty.JSON, `{"error":"CANARY-BODY"}`), "upstream", "500", 3},
		"503":                {answer(503, "text/html", `CANARY-BODY`), "upstream", "503", 3},
		"400":                {answer(400, faulty.JSON, `{"error":"CANARY-BODY"}`), "denied", "status 400", 1},
		"401":                {answer(401, faulty.JSON, `{"error":"CANARY-BODY"}`), "denied", refused, 1},
		"403":                {answer(403, faulty.JSON, `{"error":"CANARY-BODY"}`), "denied", "status 403", 1},
		"418":                {answer(418, faulty.JSON, `{"error":"CANARY-BODY"}`), "upstream", "status 418", 1},
		"201":                {answer(201, faulty.JSON, `{"access_token":"CANARY-BODY"}`), "upstream", "status 201", 1},
		"403, a wrong clock": {skewed, "denied", "the clock is off by 86", 1},
		"never an answer":    {fakecloud.Behaviour{Fault: faulty.Hang}, "timeout", "in time", 3},
		"one byte a second":  {fakecloud.Behaviour{Fault: faulty.Drip(faulty.JSON, faulty.Opening)}, "timeout", "in time", 3},
		"a login page":       {answer(200, "text/html; charset=utf-8", "<html>CANARY-BODY</html>"), "upstream", "text/html", 3},
		"an empty answer":    {answer(200, faulty.JSON, ""), "upstream", "", 3},
		"null":               {answer(200, faulty.JSON, "null"), "upstream", "", 3},
		"a list":             {answer(200, faulty.JSON, "[]"), "upstream", "", 3},
		"4 GiB":              {fakecloud.Behaviour{Fault: faulty.Huge(200, faulty.JSON, faulty.Opening)}, "upstream", "1 MiB", 3},
		"4 GiB, refused":     {fakecloud.Behaviour{Fault: faulty.Huge(500, faulty.JSON, faulty.Opening)}, "upstream", "1 MiB", 3},
		"a gzip bomb":        {fakecloud.Behaviour{Fault: faulty.GzipBomb(faulty.JSON)}, "upstream", "1 MiB", 3},
		"a reset":            {fakecloud.Behaviour{Fault: faulty.Reset(faulty.JSON, faulty.Opening)}, "upstream", "", 3},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := inJob(t)
			w.Behave(c.b)
			w.Fails(t, c.code, c.text, "DOCKERCFG_TIMEOUT=8s")
			if n := w.Exchanges(); n > c.most || n == 0 {
				t.Errorf("%d requests", n)
			}
			if len(w.Tokens(t)) != 0 {
				t.Error("something was kept")
			}
			w.Behave(fakecloud.Behaviour{})
			w.Run(t, "get", own).Password(t, organisation)
		})
	}
}

// TestNetwork: a proxy that is dead and an authority that is unknown are said so.
func TestNetwork(t *testing.T) {
	w := inJob(t)
	w.Fails(t, "proxy", "the proxy 127.0.0.1:9 does not answer", "HTTPS_PROXY=http://user:CANARY-PROXY@127.0.0.1:9")
	w.Fails(t, "tls", "is not accepted", "SSL_CERT_FILE="+os.DevNull)
	if len(w.Requests()) != 0 {
		t.Errorf("it was asked nevertheless: %+v", w.Requests())
	}
}

// TestRunner: what a runner answers that gives out no token.
func TestRunner(t *testing.T) {
	for what, c := range map[string]struct {
		answer     http.HandlerFunc
		code, text string
	}{
		"refused":          {faulty.Answer(403, faulty.JSON, `{"error":"CANARY-BODY"}`), "denied", "give the job `permissions: id-token: write`"},
		"no token":         {faulty.Answer(200, faulty.JSON, `{"value":"CANARY"}`), "config", "holds no JSON Web Token"},
		"another audience": {faulty.Answer(200, faulty.JSON, `{"value":"`+jwt(`{"aud":"https://evil.example"}`)+`"}`), "config", "is for the audience https://evil.example, not for https://identity.docker.com"},
		"one that is over": {faulty.Answer(200, faulty.JSON, `{"value":"`+jwt(`{"aud":"https://identity.docker.com","exp":1700000000}`)+`"}`), "login-expired", "ended at 2023"},
	} {
		w := inJob(t)
		w.Handle(runner, c.answer)
		if w.Fails(t, c.code, c.text); w.Exchanges() != 0 {
			t.Errorf("%s: the token was sent on", what)
		}
	}
	w := inJob(t, "ACTIONS_ID_TOKEN_REQUEST_TOKEN=")
	w.Fails(t, "config", "this job may not ask its runner for a token: give it `permissions: id-token: write`")
	w.Fails(t, "config", "DOCKERHUB_OIDC_CONNECTIONID is no UUID", "DOCKERHUB_OIDC_CONNECTIONID=acme")
	w.Fails(t, "config", "begin it with https://", "ACTIONS_ID_TOKEN_REQUEST_URL=http://"+runner+"/", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY")
	w.silent(t)
}

// TestDebug: a debug log tells nothing either.
func TestDebug(t *testing.T) {
	w := inJob(t, "DOCKERCFG_DEBUG=1")
	w.Run(t, "get", own).Password(t, organisation) // Run looks for canaries on standard error
	w.Run(t, "explain", own)
	w.Behave(fakecloud.Behaviour{Fault: faulty.Answer(403, faulty.JSON, `{"error":"CANARY"}`)})
	if a := w.Run(t, "get", "dhi.io"); strings.Contains(a.Err, "e30.") {
		t.Errorf("it shows the job's token: %+v", a)
	}
}
