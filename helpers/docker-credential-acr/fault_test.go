package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// TestEntraFaults: every fault of Entra is an error with its own code, before the registry is asked.
// TestMinting has the faults of the registry. MSAL would start again; most counts all requests to
// Entra.
func TestEntraFaults(t *testing.T) {
	skewed := fakecloud.Behaviour{Fault: answer(401,
		`{"error":"invalid_client","error_description":"AADSTS700027: CANARY-BODY"}`), Skew: -24 * time.Hour}
	fault := func(h http.HandlerFunc) fakecloud.Behaviour { return fakecloud.Behaviour{Fault: h} }
	for what, c := range map[string]struct {
		b          fakecloud.Behaviour
		code, text string
		most       int
	}{
		"429, wait too long": {fault(faulty.Throttle(time.Hour)), "throttled",
			"Entra's login service asks to wait 1h0m0s", 1},
		"429": {fault(answer(429, `{"error":"CANARY-BODY"}`)), "throttled", "", 3},
		"500": {fault(answer(500, `{"error":"CANARY-BODY"}`)), "upstream",
			"Entra's login service failed (status 500)", 3},
		"503":               {fault(status(503)), "upstream", "503", 3},
		"401":               {fault(status(401)), "denied", "Entra refused the client", 2},
		"403":               {fault(answer(403, `{"error":"CANARY-BODY"}`)), "denied", "status 403", 2},
		"404":               {fault(status(404)), "upstream", "status 404 (text/html)", 2},
		"a wrong clock":     {skewed, "denied", "(AADSTS700027); the clock is off by 86", 2},
		"never an answer":   {fault(faulty.Hang), "timeout", "Entra's login service did not answer in time", 2},
		"one byte a second": {fault(faulty.Drip(faulty.JSON, faulty.Opening)), "timeout", "in time", 2},
		"a login page":      {fault(status(200)), "upstream", "did not return a token (status 200, text/html)", 3},
		"an empty answer":   {fault(answer(200, "")), "upstream", "did not return a token", 3},
		"null":              {fault(answer(200, "null")), "upstream", "did not return a token", 3},
		"a list":            {fault(answer(200, "[]")), "upstream", "did not return a token", 3},
		"4 GiB": {fault(faulty.Huge(200, faulty.JSON, faulty.Opening)), "upstream",
			"longer than 1 MiB", 1},
		"4 GiB, refused": {fault(faulty.Huge(500, faulty.JSON, faulty.Opening)), "upstream",
			"longer than 1 MiB", 3},
		"a gzip bomb": {fault(faulty.GzipBomb(faulty.JSON)), "upstream", "longer than 1 MiB", 1},
		"a reset":     {fault(faulty.Reset(faulty.JSON, faulty.Opening)), "upstream", "", 3},
		"a redirect": {fault(faulty.Redirect(307, "https://elsewhere.example/")), "upstream",
			"a redirect (status 307), and redirects are not followed", 1},
		"a redirect, 303": {fault(faulty.Redirect(303, "https://elsewhere.example/")), "upstream",
			"a redirect (status 303), and redirects are not followed", 1},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := keyed(t)
			w.Cloud.Behave(login, c.b)
			w.Fails(t, c.code, c.text, "DOCKERCFG_TIMEOUT=6s")
			if n := w.Count(login); n > c.most || n == 0 || w.Exchanges() != 0 || w.Count("elsewhere.example") != 0 {
				t.Errorf("%d requests to Entra, %v", n, w.asked())
			}
			if len(w.Tokens(t)) != 0 {
				t.Error("something was kept")
			}
			w.Cloud.Behave(login, fakecloud.Behaviour{})
			w.password(t, own)
		})
	}
}

// TestExchangeRefusals: the registry's refusals, each with the next command.
func TestExchangeRefusals(t *testing.T) {
	w := keyed(t)
	for code, text := range map[int]string{
		401: "denied: the client " + clientID + " with the secret of AZURE_CLIENT_SECRET may not pull from " + own,
		403: "az role assignment create --role AcrPull --assignee " + clientID +
			" --scope $(az acr show -n myregistry --query id -o tsv)",
		404: "config: " + own + " does not exchange tokens",
		400: "upstream: the registry " + own + " did not accept the token (status 400, text/html)",
	} {
		w.Behave(fakecloud.Behaviour{Fault: status(code)})
		if a := w.Run(t, "get", own); a.Code != 1 || a.Out != a.Err || !strings.Contains(a.Out, text) {
			t.Errorf("%d: %+v", code, a)
		}
	}
	w = newWorld(t)
	w.Behave(fakecloud.Behaviour{Fault: status(403)})
	w.Handle("127.0.0.1", answer(200, `{"access_token":"`+
		fakeazure.Unsigned(`{"sub":"0b1ec700-0000-4000-8000-000000000000"}`)+`"}`))
	w.Fails(t, "denied", "the managed identity of this app may not pull from "+own, "IDENTITY_ENDPOINT="+w.URL(),
		"IDENTITY_HEADER=CANARY")
	w.Fails(t, "denied", "--assignee 0b1ec700-0000-4000-8000-000000000000 ", "IDENTITY_ENDPOINT="+w.URL(),
		"IDENTITY_HEADER=CANARY")
	w.Handle("127.0.0.1", answer(200, `{"access_token":"`+fakeazure.Unsigned(`{"sub":"$(x)"}`)+`"}`))
	w.Fails(t, "denied", "--assignee ID ", "IDENTITY_ENDPOINT="+w.URL(), "IDENTITY_HEADER=CANARY")
	w.logIn(t)
	w.Fails(t, "denied", "--assignee me@corp.example ", "PATH="+w.az(t, azGives))
}

// TestFurtherCloud: a cloud that a file describes has its own suffix, authority and wide audience. The
// error names a registry that does not exist.
func TestFurtherCloud(t *testing.T) {
	w := keyed(t)
	w.Own = "myregistry.azurecr.invalid"
	file := "AZURE_ENVIRONMENT_FILEPATH=" + w.File(t, "environment.json",
		`{"containerRegistryDNSSuffix":"azurecr.invalid","activeDirectoryEndpoint":"https://login.own.example/",`+
			`"resourceManagerEndpoint":"/"}`)
	w.Handle("login.own.example", fakeazure.Entra)
	w.Anonymous(t, w.Own)
	w.Anonymous(t, w.Own+".evil.example", file)
	w.password(t, w.Own, file)
	if w.Count(login) != 0 || w.Count("login.own.example") != 2 || w.Count(w.Own) != 1 {
		t.Errorf("%v", w.asked())
	}
	w.Fails(t, "dns", "the name "+w.Own+" does not resolve: check the registry's name", file, "NO_PROXY="+w.Own,
		"DOCKERCFG_CACHE=off")
}

// TestAppFaults: the same rules apply to the platform's service for apps.
func TestAppFaults(t *testing.T) {
	for what, c := range map[string]struct {
		h          http.HandlerFunc
		code, text string
		most       int
	}{
		"refusing": {status(403), "denied",
			"the app's token service refused the managed identity of this app (status 403)", 1},
		"a page":     {status(200), "upstream", "did not return a token (status 200, text/html)", 1},
		"broken":     {status(500), "upstream", "the app's token service failed (status 500)", 3},
		"silent":     {hang, "timeout", "the app's token service did not answer in time", 1},
		"redirect":   {faulty.Redirect(307, "http://169.254.1.1/"), "upstream", "a redirect (status 307)", 1},
		"huge":       {faulty.Huge(200, faulty.JSON, faulty.Opening), "upstream", "longer than 1 MiB", 1},
		"throttling": {faulty.Throttle(time.Hour), "throttled", "asks to wait 1h0m0s", 1},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Handle("127.0.0.1", c.h)
			w.Fails(t, c.code, c.text, "IDENTITY_ENDPOINT="+w.URL(), "IDENTITY_HEADER=CANARY")
			if n := w.Count("127.0.0.1"); n > c.most || n == 0 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// TestSDKLog: the variable for the SDK's log has no effect, since the log would contain secrets.
func TestSDKLog(t *testing.T) {
	w := keyed(t, "AZURE_SDK_GO_LOGGING=all", "DOCKERCFG_CACHE=off")
	if a := w.Run(t, "get", own); a.Err != "" || a.Code != 0 {
		t.Errorf("%+v", a)
	}
	w.refuse(7000215)
	w.Fails(t, "login-expired", "")
}
