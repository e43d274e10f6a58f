package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// TestEntraFaults: whatever Entra does is an error with its own code, before the
// registry is asked at all. TestMinting has the same of the registry. MSAL would
// ask again from the start; at most counts all requests to Entra.
func TestEntraFaults(t *testing.T) {
	skewed := fakecloud.Behaviour{Fault: answer(401, `{"error":"invalid_client","error_description":"AADSTS700027: CANARY-BODY"}`), Skew: -24 * time.Hour}
	fault := func(h http.HandlerFunc) fakecloud.Behaviour { return fakecloud.Behaviour{Fault: h} }
	for what, c := range map[string]struct {
		b          fakecloud.Behaviour
		code, text string
		most       int
	}{
		"429, wait too long": {fault(faulty.Throttle(time.Hour)), "throttled", "Entra's login service asks to wait 1h0m0s", 1},
		"429":                {fault(answer(429, `{"error":"CANARY-BODY"}`)), "throttled", "", 3},
		"500":                {fault(answer(500, `{"error":"CANARY-BODY"}`)), "upstream", "Entra's login service failed (status 500)", 3},
		"503":                {fault(status(503)), "upstream", "503", 3},
		"401":                {fault(status(401)), "denied", "Entra refuses the client", 2},
		"403":                {fault(answer(403, `{"error":"CANARY-BODY"}`)), "denied", "status 403", 2},
		"404":                {fault(status(404)), "upstream", "status 404 (text/html)", 2},
		"a wrong clock":      {skewed, "denied", "(AADSTS700027); the clock is off by 86", 2},
		"never an answer":    {fault(faulty.Hang), "timeout", "Entra's login service did not answer in time", 2},
		"one byte a second":  {fault(faulty.Drip(faulty.JSON, faulty.Opening)), "timeout", "in time", 2},
		"a login page":       {fault(status(200)), "upstream", "something that is no token (status 200, text/html)", 3},
		"an empty answer":    {fault(answer(200, "")), "upstream", "something that is no token", 3},
		"null":               {fault(answer(200, "null")), "upstream", "something that is no token", 3},
		"a list":             {fault(answer(200, "[]")), "upstream", "something that is no token", 3},
		"4 GiB":              {fault(faulty.Huge(200, faulty.JSON, faulty.Opening)), "upstream", "longer than 1 MiB", 1},
		"4 GiB, refused":     {fault(faulty.Huge(500, faulty.JSON, faulty.Opening)), "upstream", "longer than 1 MiB", 3},
		"a gzip bomb":        {fault(faulty.GzipBomb(faulty.JSON)), "upstream", "longer than 1 MiB", 1},
		"a reset":            {fault(faulty.Reset(faulty.JSON, faulty.Opening)), "upstream", "", 3},
		"a redirect":         {fault(faulty.Redirect(307, "https://elsewhere.example/")), "upstream", "a redirect (status 307), which is not followed", 1},
		"a redirect, 303":    {fault(faulty.Redirect(303, "https://elsewhere.example/")), "upstream", "a redirect (status 303), which is not followed", 1},
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

// refuse has Entra's token endpoint answer in its own form.
func (w *world) refuse(aadsts int) {
	w.Handle(login, func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			answer(400, fmt.Sprintf(`{"error":"invalid_client","error_description":"AADSTS%d: CANARY-BODY","error_codes":[%d]}`, aadsts, aadsts))(rw, r)
			return
		}
		fakeazure.Entra(rw, r)
	})
}

// TestRefusals: Entra's numbers, each with the next command to type.
func TestRefusals(t *testing.T) {
	federated := []string{"AZURE_CLIENT_SECRET=", "AZURE_FEDERATED_TOKEN=" + vouched("repo:org/app:ref:x", 600)}
	for _, c := range []struct {
		aadsts     int
		env        []string
		code, text string
	}{
		{7000215, nil, "login-expired", "`az ad app credential reset --id " + clientID + "` (AADSTS7000215)"},
		{7000222, nil, "login-expired", "has expired: make one with `az ad app credential reset --id " + clientID + "` (AADSTS7000222)"},
		{700016, nil, "denied", "the tenant " + tenantID + " does not know the client " + clientID},
		{90002, nil, "denied", "the tenant " + tenantID + " is not known: check AZURE_TENANT_ID"},
		{53003, nil, "denied", "a conditional access policy"},
		{700213, federated, "denied", "no federated credential for issuer https://issuer.example, subject repo:org/app:ref:x, audience api://AzureADTokenExchange: az ad app federated-credential create --id " + clientID},
		{70021, federated, "denied", "issuer https://issuer.example, subject repo:org/app:ref:x"},
		{700021, federated, "denied", "issuer https://issuer.example"},
		{700024, federated, "denied", "is not valid at this time (issuer https://issuer.example"},
		{99999, nil, "denied", "https://login.microsoftonline.com/error?code=99999"},
	} {
		w := keyed(t, c.env...)
		w.refuse(c.aadsts)
		w.Fails(t, c.code, c.text)
		if got := w.asked()[login+"/"+tenantID+"/oauth2/v2.0/token"]; got != 1 || w.Exchanges() != 0 {
			t.Errorf("AADSTS%d: %d requests for a token", c.aadsts, got)
		}
	}
}

// TestAudience: the wide audience is asked for once, where Entra cannot give the
// narrow one, and for no other reason; each cloud has its own.
func TestAudience(t *testing.T) {
	only := func(refused int, allowed string) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			if scope, _, _ := strings.Cut(r.Form.Get("scope"), " "); r.Method == http.MethodPost && scope != allowed {
				answer(400, fmt.Sprintf(`{"error":"invalid_resource","error_description":"AADSTS%d: CANARY-BODY"}`, refused))(rw, r)
				return
			}
			fakeazure.Entra(rw, r)
		}
	}
	for _, c := range []struct{ host, authority, wide string }{
		{own, login, "https://management.azure.com/.default"},
		{"myregistry.azurecr.cn", "login.chinacloudapi.cn", "https://management.chinacloudapi.cn/.default"},
		{"myregistry.azurecr.us", "login.microsoftonline.us", "https://management.usgovcloudapi.net/.default"},
	} {
		w := keyed(t)
		w.Handle(c.authority, only(500011, c.wide))
		if got := claims(t, w.password(t, c.host)); !strings.Contains(got, c.wide) {
			t.Errorf("%s: %s", c.host, got)
		}
		if got := w.asked()[c.authority+"/"+tenantID+"/oauth2/v2.0/token"]; got != 2 || len(w.Requests()) != 5 {
			t.Errorf("%s: %v", c.host, w.asked())
		}
	}
	w := keyed(t)
	w.Handle(login, only(500011, "none"))
	w.Fails(t, "denied", "Entra refuses the client "+clientID)
	if got := w.asked()[login+"/"+tenantID+"/oauth2/v2.0/token"]; got != 2 {
		t.Errorf("%d requests for a token", got)
	}
	w = newWorld(t)
	w.Handle("127.0.0.1", func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("resource") != "https://management.azure.com" {
			answer(400, `{"error":"invalid_resource","error_description":"AADSTS500011: CANARY-BODY"}`)(rw, r)
			return
		}
		fakeazure.Write(rw, map[string]string{"access_token": "CANARY-WIDE"})
	})
	if got := claims(t, w.password(t, own, "AZURE_POD_IDENTITY_AUTHORITY_HOST="+w.URL())); !strings.Contains(got, "CANARY-WIDE") {
		t.Errorf("the machine: %s", got)
	}
	w = newWorld(t)
	w.logIn(t)
	path := w.az(t, `case "$*" in *management.azure.com*) echo '{"accessToken":"CANARY-WIDE"}';; *) echo "AADSTS500011: CANARY-TEXT" >&2; exit 1;; esac`)
	if got := claims(t, w.password(t, own, "PATH="+path)); !strings.Contains(got, "CANARY-WIDE") {
		t.Errorf("az: %s", got)
	}
}

// TestExchangeRefusals: what the registry says, each with the next command.
func TestExchangeRefusals(t *testing.T) {
	w := keyed(t)
	for code, text := range map[int]string{
		401: "denied: the client " + clientID + " by the secret of AZURE_CLIENT_SECRET may not pull from " + own,
		403: "az role assignment create --role AcrPull --assignee " + clientID + " --scope $(az acr show -n myregistry --query id -o tsv)",
		404: "config: " + own + " is no registry that exchanges tokens",
		400: "upstream: the registry " + own + " did not take the token (status 400, text/html)",
	} {
		w.Behave(fakecloud.Behaviour{Fault: status(code)})
		if a := w.Run(t, "get", own); a.Code != 1 || a.Out != a.Err || !strings.Contains(a.Out, text) {
			t.Errorf("%d: %+v", code, a)
		}
	}
	w = newWorld(t)
	w.Behave(fakecloud.Behaviour{Fault: status(403)})
	w.Handle("127.0.0.1", answer(200, `{"access_token":"`+fakeazure.Unsigned(`{"sub":"0b1ec700-0000-4000-8000-000000000000"}`)+`"}`))
	w.Fails(t, "denied", "the managed identity of this app may not pull from "+own, "IDENTITY_ENDPOINT="+w.URL(), "IDENTITY_HEADER=CANARY")
	w.Fails(t, "denied", "--assignee 0b1ec700-0000-4000-8000-000000000000 ", "IDENTITY_ENDPOINT="+w.URL(), "IDENTITY_HEADER=CANARY")
	w.Handle("127.0.0.1", answer(200, `{"access_token":"`+fakeazure.Unsigned(`{"sub":"$(x)"}`)+`"}`))
	w.Fails(t, "denied", "--assignee ID ", "IDENTITY_ENDPOINT="+w.URL(), "IDENTITY_HEADER=CANARY")
	w.logIn(t)
	w.Fails(t, "denied", "--assignee me@corp.example ", "PATH="+w.az(t, azGives))
}

// TestFurtherCloud: a cloud that a file describes has its own suffix, authority
// and wide audience; a registry whose name does not exist is named.
func TestFurtherCloud(t *testing.T) {
	w := keyed(t)
	w.Own = "myregistry.azurecr.invalid"
	file := "AZURE_ENVIRONMENT_FILEPATH=" + w.File(t, "environment.json", `{"containerRegistryDNSSuffix":"azurecr.invalid","activeDirectoryEndpoint":"https://login.own.example/"}`)
	w.Handle("login.own.example", fakeazure.Entra)
	w.Anonymous(t, w.Own)
	w.Anonymous(t, w.Own+".evil.example", file)
	w.password(t, w.Own, file)
	if w.Count(login) != 0 || w.Count("login.own.example") != 2 || w.Count(w.Own) != 1 {
		t.Errorf("%v", w.asked())
	}
	w.Fails(t, "dns", "the name "+w.Own+" does not resolve: check the registry's name", file, "NO_PROXY="+w.Own, "DOCKERCFG_CACHE=off")
}

// TestOddTokens: a token of the registry's, and one of Entra's, is a string of
// visible characters, or none.
func TestOddTokens(t *testing.T) {
	for what, token := range map[string]string{
		"none": "{}", "null": `{"T":null}`, "a number": `{"T":17}`, "empty": `{"T":""}`, "a line break": `{"T":"CANARY\nx"}`, "a space": `{"T":"CANARY x"}`,
		"NUL": `{"T":"CANARY\u0000"}`, "700 KB": `{"T":"CANARY` + strings.Repeat("a", 700<<10) + `"}`, "not ASCII": `{"T":"CANARYé"}`, "an object": `{"T":{"a":1}}`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := keyed(t)
			w.Behave(fakecloud.Behaviour{Fault: answer(200, strings.Replace(token, `"T"`, `"refresh_token"`, 1))})
			w.Fails(t, "upstream", "a token that is none")
			w.Behave(fakecloud.Behaviour{})
			w.Handle(login, func(rw http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					answer(200, strings.Replace(strings.Replace(token, "{", `{"token_type":"Bearer","expires_in":3599,`, 1), `"T"`, `"access_token"`, 1))(rw, r)
					return
				}
				fakeazure.Entra(rw, r)
			})
			exchanges := w.Exchanges()
			if a := w.Run(t, "get", own); a.Code != 1 || !strings.Contains(a.Out, ": upstream: ") || w.Exchanges() != exchanges || len(w.Tokens(t)) != 0 {
				t.Errorf("of Entra's: %+v, %d exchanges", a, w.Exchanges()-exchanges)
			}
		})
	}
}

// TestLives: a token is kept as long as it says that it lives, and no longer than
// twelve hours; one that does not say is used once.
func TestLives(t *testing.T) {
	for what, c := range map[string]struct {
		token string
		kept  time.Duration // 0: not; -1: an error
	}{
		"three hours": {fakeazure.Unsigned(`{"exp":` + unix(3*60*60) + `}`), 3 * time.Hour}, "five minutes": {fakeazure.Unsigned(`{"exp":` + unix(300) + `}`), 5 * time.Minute},
		"a fraction": {fakeazure.Unsigned(`{"exp":` + unix(300) + `.5}`), 5 * time.Minute}, "a year": {fakeazure.Unsigned(`{"exp":` + unix(365*24*60*60) + `}`), 12 * time.Hour},
		"half a minute": {fakeazure.Unsigned(`{"exp":` + unix(30) + `}`), 0}, "not said": {fakeazure.Unsigned(`{}`), 0}, "words": {fakeazure.Unsigned(`{"exp":"soon"}`), 0},
		"no claims": {"not.a.token", 0}, "opaque": {"opaque", 0}, "for ever": {fakeazure.Unsigned(`{"exp":1e18}`), 0}, "ended": {fakeazure.Unsigned(`{"exp":` + unix(-300) + `}`), -1},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := keyed(t)
			w.Behave(fakecloud.Behaviour{Fault: answer(200, `{"refresh_token":"`+c.token+`"}`)})
			if c.kept < 0 {
				w.Fails(t, "upstream", "has ended already: check this machine's clock")
				return
			}
			w.password(t, own)
			files := w.Tokens(t)
			if c.kept == 0 {
				if len(files) != 0 {
					t.Error("it was kept")
				}
				return
			}
			if len(files) != 1 {
				t.Fatal("it was not kept")
			}
			data, err := os.ReadFile(files[0])
			r, ok := tokencache.Decode(data)
			if err != nil || !ok {
				t.Fatal(err, ok)
			}
			if off := r.Expires.Sub(r.Minted) - c.kept; off.Abs() > 15*time.Second {
				t.Errorf("it lives %s, want %s", r.Expires.Sub(r.Minted), c.kept)
			}
		})
	}
}

// TestProofs: each proof goes to the one host that it is for, the token of
// Entra's to the registry, and nothing of either anywhere else.
func TestProofs(t *testing.T) {
	w := newWorld(t)
	w.Env = append(w.Env, sources["runner"].prepare(t, w)...)
	w.password(t, own)
	w.password(t, "other.azurecr.io", "AZURE_CLIENT_SECRET=CANARY-SECRET")
	seen := map[string]bool{}
	for _, q := range w.Requests() {
		text := q.Body + q.Query.Encode() + fmt.Sprint(q.Header) + q.Path
		for proof, host := range map[string]string{"CANARY-SECRET": login, "CANARY-SIGNATURE": login, "CANARY-RUNNER": "run.example", "CANARY-ENTRA": "azurecr.io"} {
			if strings.Contains(text, proof) {
				seen[proof] = true
				if q.Host != host && !strings.HasSuffix(q.Host, "."+host) {
					t.Errorf("%s is sent to %s", proof, q.Host)
				}
			}
		}
		if q.Host == own && strings.Contains(text, "other") || q.Host == "other.azurecr.io" && strings.Contains(text, "myregistry") {
			t.Errorf("%s learns of the other registry", q.Host)
		}
	}
	if len(seen) != 4 {
		t.Errorf("only these are seen: %v", seen)
	}
}

// TestProofFaults: a proof that cannot be used is named, and nobody is asked.
func TestProofFaults(t *testing.T) {
	w := newWorld(t, client[:2]...)
	w.Fails(t, "config", "reading the certificate of AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH=/nonexistent")
	w.Fails(t, "config", "holds no certificate with its key", "AZURE_CLIENT_CERTIFICATE_PATH="+w.File(t, "c.pem", "CANARY"))
	w.Fails(t, "config", "reading the token of the file of AZURE_FEDERATED_TOKEN_FILE", "AZURE_FEDERATED_TOKEN_FILE=/nonexistent")
	w.Fails(t, "login-expired", "the token of the file of AZURE_FEDERATED_TOKEN_FILE ended", "AZURE_FEDERATED_TOKEN_FILE="+w.File(t, "token", vouched("a", -60)))
	w.Fails(t, "config", "AZURE_FEDERATED_TOKEN holds no JSON Web Token", "AZURE_FEDERATED_TOKEN=CANARY")
	w.Handle("run.example", answer(200, `{"value":"`+fakeazure.Unsigned(`{"iss":"i","sub":"s","aud":"another"}`)+`"}`))
	w.Fails(t, "config", "is for the audience another, not for api://AzureADTokenExchange", "ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY")
	w.Handle("run.example", status(403))
	w.Fails(t, "denied", "give the job `permissions: id-token: write`", "ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY")
	for _, q := range w.Requests() {
		if q.Method == http.MethodPost || q.Host == own {
			t.Errorf("%s %s%s", q.Method, q.Host, q.Path)
		}
	}
}

// TestAppFaults: the platform's service for apps follows the same rules.
func TestAppFaults(t *testing.T) {
	for what, c := range map[string]struct {
		h          http.HandlerFunc
		code, text string
		most       int
	}{
		"refusing":   {status(403), "denied", "the app's token service refuses the managed identity of this app (status 403)", 1},
		"a page":     {status(200), "upstream", "something that is no token (status 200, text/html)", 1},
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

// TestSDKLog: the SDK's own log, which a variable turns on, would show what it
// sends.
func TestSDKLog(t *testing.T) {
	w := keyed(t, "AZURE_SDK_GO_LOGGING=all", "DOCKERCFG_CACHE=off")
	if a := w.Run(t, "get", own); a.Err != "" || a.Code != 0 {
		t.Errorf("%+v", a)
	}
	w.refuse(7000215)
	w.Fails(t, "login-expired", "")
}
