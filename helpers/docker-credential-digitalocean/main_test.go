package main

import (
	"encoding/base64"
	"net/http"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/internal/digitalocean"
	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

const (
	program = "docker-credential-digitalocean"
	host    = digitalocean.Host
	apiHost = "api.digitalocean.com"
)

func TestMain(m *testing.M) { helpertest.Main(m, program, main) }

// world is a home directory with DigitalOcean on loopback under its real name.
func world(t *testing.T, answer http.HandlerFunc) (*helpertest.World, *helpertest.Exchange) {
	t.Helper()
	cloud := helpertest.NewExchange(t, apiHost, answer)
	env := append(cloud.Environment(), "DOCKERCFG_KEEPER=none", "DIGITALOCEAN_ACCESS_TOKEN=CANARY-TOKEN")
	return helpertest.NewWorld(t, program, host, env...), cloud
}

// credentials answers like the API.
func credentials(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if r.Method != http.MethodGet || r.URL.Path != "/v2/registry/docker-credentials" ||
		query.Get("expiry_seconds") != "3600" || r.Header.Get("Authorization") != "Bearer CANARY-TOKEN" {
		faulty.Answer(http.StatusUnauthorized, faulty.JSON, `{"id":"CANARY-BODY"}`)(w, r)
		return
	}
	config(w, r)
}

var config = faulty.Answer(http.StatusOK, faulty.JSON,
	`{"auths":{"registry.digitalocean.com":{"auth":"`+
		base64.StdEncoding.EncodeToString([]byte("do-user:s3cr:et"))+`"}}}`)

func TestConformance(t *testing.T) {
	w, _ := world(t, credentials)
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: host, User: "do-user", Secret: "s3cr:et", Lister: true, Minting: true, Logins: true,
		Env: w.Env[7:],
	})
}

// TestCached: one request, and the credential is cached for the requested hour.
func TestCached(t *testing.T) {
	w, cloud := world(t, credentials)
	first := w.Run(t, "get", host).Password(t, "do-user")
	cloud.Close()
	if again := w.Run(t, "get", host).Password(t, "do-user"); again != first || w.Lives(t).Minutes() < 59 {
		t.Errorf("%q, kept for %s", again, w.Lives(t))
	}
	w.Anonymous(t, host, "DIGITALOCEAN_ACCESS_TOKEN=")
	w.Anonymous(t, "evil-"+host)
	w.Anonymous(t, host+".evil.example")
}

// TestRefusals: each error has the next step, and the token is not sent anywhere else.
func TestRefusals(t *testing.T) {
	w, cloud := world(t, credentials)
	w.Fails(t, "denied", "doctl auth init", "DIGITALOCEAN_ACCESS_TOKEN=CANARY-OTHER")
	for _, c := range []struct {
		answer     http.HandlerFunc
		code, text string
	}{
		{faulty.Answer(403, faulty.JSON, "CANARY"), "denied", "the scope registry"},
		{faulty.Answer(404, faulty.JSON, "CANARY"), "config", "doctl registry create"},
		{faulty.Answer(418, faulty.JSON, "CANARY"), "upstream", "status 418"},
		{faulty.Answer(200, "text/html", "CANARY"), "upstream",
			"did not return a credential for its registry (status 200, text/html)"},
		{faulty.Answer(200, faulty.JSON, `{"auths":{"other.example":{"auth":"YTpi"}}}`), "upstream",
			"did not return a credential"},
		{faulty.Redirect(307, "https://elsewhere.example/"), "upstream", "a redirect"},
		{faulty.Throttle(1 << 42), "throttled", "asks to wait"},
	} {
		cloud.Behave(fakecloud.Behaviour{Fault: c.answer})
		w.Fails(t, c.code, c.text)
	}
	for _, q := range cloud.Requests() {
		if q.Host != apiHost {
			t.Errorf("%s was asked", q.Host)
		}
	}
	if len(w.Tokens(t)) != 0 {
		t.Error("something was kept")
	}
}

// TestStrayCharacters: characters that an env file or a shell adds to a token.
func TestStrayCharacters(t *testing.T) {
	w, _ := world(t, credentials)
	w.Env = w.Env[:len(w.Env)-1]
	w.Strays(t, "DIGITALOCEAN_ACCESS_TOKEN", "CANARY-TOKEN")
	w.Strays(t, "DIGITALOCEAN_TOKEN", "CANARY-TOKEN")
}

// TestRealm: pull-through caches ask for the host that issues the registry's tokens. It gets the registry's
// credential, which is made once for both.
func TestRealm(t *testing.T) {
	w, cloud := world(t, credentials)
	for _, asked := range []string{apiHost, host, apiHost} {
		if got := w.Run(t, "get", asked).Password(t, "do-user"); got != "s3cr:et" {
			t.Errorf("%s: %s", asked, got)
		}
	}
	if cloud.Exchanges() != 1 {
		t.Errorf("%d exchanges", cloud.Exchanges())
	}
	if e := w.Run(t, "explain", apiHost); e.Code != 0 {
		t.Errorf("%+v", e)
	}
	w.Anonymous(t, apiHost, "DIGITALOCEAN_ACCESS_TOKEN=")
	w.Anonymous(t, "evil."+apiHost)
}
