package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
)

// sources are all ways to get a token from Entra.
var sources = map[string]struct {
	prepare func(*testing.T, *world) []string
	label   string
	of      string // in the registry's token: for whom it was exchanged
}{
	"secret": {func(*testing.T, *world) []string { return client },
		"client " + clientID + " with the secret of AZURE_CLIENT_SECRET", "CANARY-ENTRA-" + clientID},
	"certificate": {func(t *testing.T, w *world) []string {
		return append(client[:2:2], "AZURE_CLIENT_CERTIFICATE_PATH="+w.File(t, "c.pem", certificate(t)))
	}, "with the certificate of AZURE_CLIENT_CERTIFICATE_PATH", "CANARY-ENTRA-" + clientID},
	"federated token file": {func(t *testing.T, w *world) []string {
		return append(client[:2:2], "AZURE_FEDERATED_TOKEN_FILE="+w.File(t, "token", vouched("repo:org/app", 600)+"\n"))
	}, "with the token of AZURE_FEDERATED_TOKEN_FILE", "CANARY-ENTRA-" + clientID},
	"federated token": {func(*testing.T, *world) []string {
		return append(client[:2:2], "AZURE_FEDERATED_TOKEN="+vouched("repo:org/app", 600))
	}, "with the token of AZURE_FEDERATED_TOKEN", "CANARY-ENTRA-" + clientID},
	"runner": {func(_ *testing.T, w *world) []string {
		w.Handle("run.example", func(rw http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer CANARY-RUNNER" ||
				r.URL.Query().Get("audience") != runnerAudience || r.URL.Query().Get("x") != "1" {
				http.Error(rw, "no", http.StatusForbidden)
				return
			}
			fakeazure.Write(rw, map[string]string{"value": vouched("repo:org/app", 600)})
		})
		return append(client[:2:2], "ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/token?x=1",
			"ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY-RUNNER")
	}, "with the token of this job", "CANARY-ENTRA-" + clientID},
	"app": {func(_ *testing.T, w *world) []string {
		w.Handle("127.0.0.1", service("GET", "X-Identity-Header", "CANARY-HEADER",
			"api-version=2019-08-01&resource=https%3A%2F%2Fcontainerregistry.azure.net", ""))
		return []string{"IDENTITY_ENDPOINT=" + w.URL() + "/msi/token", "IDENTITY_HEADER=CANARY-HEADER"}
	}, "managed identity of this app", "CANARY-MANAGED"},
	"app of 2017": {func(_ *testing.T, w *world) []string {
		w.Handle("127.0.0.1", service("GET", "Secret", "CANARY-HEADER",
			"api-version=2017-09-01&clientid="+clientID+"&resource=https%3A%2F%2Fcontainerregistry.azure.net", ""))
		return []string{"MSI_ENDPOINT=" + w.URL() + "/msi/token", "MSI_SECRET=CANARY-HEADER",
			"AZURE_CLIENT_ID=" + clientID}
	}, "managed identity of this app, client " + clientID, "CANARY-MANAGED"},
	"shell of the portal": {func(_ *testing.T, w *world) []string {
		w.Handle("127.0.0.1", service("POST", "Metadata", "true", "",
			"resource=https%3A%2F%2Fcontainerregistry.azure.net"))
		return []string{"MSI_ENDPOINT=" + w.URL() + "/oauth2/token"}
	}, "managed identity of this app", "CANARY-MANAGED"},
	"machine": {func(_ *testing.T, w *world) []string {
		w.Handle("127.0.0.1", service("GET", "Metadata", "true",
			"api-version=2018-02-01&resource=https%3A%2F%2Fcontainerregistry.azure.net", ""))
		return []string{"AZURE_POD_IDENTITY_AUTHORITY_HOST=" + w.URL()}
	}, "managed identity of this machine", "CANARY-MANAGED"},
	"machine, user-assigned": {func(_ *testing.T, w *world) []string {
		w.Handle("127.0.0.1", service("GET", "Metadata", "true",
			"api-version=2018-02-01&client_id="+clientID+"&resource=https%3A%2F%2Fcontainerregistry.azure.net", ""))
		return []string{"AZURE_POD_IDENTITY_AUTHORITY_HOST=" + w.URL(), "AZURE_CLIENT_ID=" + clientID}
	}, "managed identity of this machine, client " + clientID, "CANARY-MANAGED"},
	"az": {func(t *testing.T, w *world) []string {
		return append(w.logIn(t), "PATH="+w.az(t, azGives))
	}, "az login of me@corp.example",
		"CANARY-AZ-account_get-access-token_-o_json_--resource_https://containerregistry.azure.net"},
	"az, another tenant": {func(t *testing.T, w *world) []string {
		return append(w.logIn(t), "PATH="+w.az(t, azGives), "AZURE_TENANT_ID="+tenantID)
	}, "az login of me@corp.example", "--tenant_" + tenantID},
}

// service is one of the platform's services; it refuses an invalid request like the documentation
// says.
func service(method, header, value, query, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(header) != value {
			http.Error(w, `{"error":"invalid_request"}`, http.StatusBadRequest)
			return
		}
		_ = r.ParseForm()
		if r.Method != method || r.URL.Query().Encode() != query || r.PostForm.Encode() != body {
			http.Error(w, "CANARY-BODY", http.StatusTeapot)
			return
		}
		fakeazure.Write(w, map[string]string{"access_token": "CANARY-MANAGED", "expires_on": "1"})
	}
}

// vouched is a federated token with a lifetime in seconds.
func vouched(subject string, life int) string {
	return fakeazure.Unsigned(`{"iss":"https://issuer.example","sub":"` + subject + `","aud":"` + runnerAudience +
		`","exp":` + unix(life) + `}`)
}

// TestSources: with each of them the first get makes one exchange, and later ones make no request and
// start no program, even if the cloud is unreachable.
func TestSources(t *testing.T) {
	for what, s := range sources {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Env = append(w.Env, s.prepare(t, w)...)
			e := w.Run(t, "explain", own)
			if !strings.Contains(e.Out, `"Cached":false`) || !strings.Contains(e.Out, s.label) ||
				w.Exchange.Asked() != 0 {
				t.Errorf("explain: %+v, %d requests", e, w.Exchange.Asked())
			}
			cold := w.Run(t, "get", own)
			password := cold.Password(t, user)
			if got := claimsOf(t, password); !strings.Contains(got, s.of) {
				t.Errorf("it is exchanged for %s", got)
			}
			if cold.Err != "" || w.Exchanges() != 1 || len(w.Tokens(t)) != 1 {
				t.Fatalf("the cold get: %+v, %d exchanges, files %q", cold, w.Exchanges(), w.Tokens(t))
			}
			requests := w.Exchange.Asked()
			w.Close()
			warm := w.Run(t, "get", own)
			if warm.Password(t, user) != password || warm.Err != "" || w.Exchange.Asked() != requests {
				t.Errorf("the cached get: %+v", warm)
			}
			if e := w.Run(t, "explain", own); !strings.Contains(e.Out, `"Cached":true`) ||
				!strings.Contains(e.Out, s.label) || !strings.Contains(e.Out, `"Kind":"exchanged"`) {
				t.Errorf("explain: %+v", e)
			}
		})
	}
}

// TestPair: the registry's own pair is returned unchanged, only for its registry, and is never sent
// anywhere.
func TestPair(t *testing.T) {
	w := keyed(t, "AZURE_USERNAME=myregistry", "AZURE_PASSWORD=CANARY-PASSWORD", "AZURE_REGISTRY=myregistry")
	for _, env := range []string{"DOCKERCFG_DEBUG=", "DOCKERCFG_DEBUG=0"} {
		if got := w.Run(t, "get", own, env).Password(t, "myregistry"); got != "CANARY-PASSWORD" {
			t.Errorf("%s", got)
		}
	}
	if e := w.Run(t, "explain", own); !strings.Contains(e.Out, `"Kind":"static"`) || w.Exchange.Asked() != 0 ||
		len(w.Tokens(t)) != 0 {
		t.Errorf("%+v, %d requests", e, w.Exchange.Asked())
	}
	w.password(t, "other.azurecr.io")
	for _, q := range w.Requests() {
		if text := q.Body + q.Query.Encode(); strings.Contains(text, "CANARY-PASSWORD") ||
			strings.Contains(text, "username") || strings.Contains(text, "myregistry") {
			t.Errorf("the pair is shown to %s", q.Host)
		}
	}
	w.Fails(t, "config", "AZURE_REGISTRY and AZURE_REGISTRY_NAME are different registries", "AZURE_REGISTRY_NAME=other")
	w = newWorld(t, "AZURE_USERNAME=u", "AZURE_PASSWORD=CANARY-PASSWORD")
	w.Fails(t, "config", "but AZURE_REGISTRY is not: set it")
}

// TestIdentities: two identities for one registry never get each other's token.
func TestIdentities(t *testing.T) {
	const second = "ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee"
	w := keyed(t)
	first, other := w.password(t, own), w.password(t, own, "AZURE_CLIENT_ID="+second)
	if first == other || !strings.Contains(claimsOf(t, other), second) || len(w.Tokens(t)) != 2 {
		t.Errorf("%s, %s, %q", first, other, w.Tokens(t))
	}
	if again := w.password(t, own); again != first {
		t.Error("the first identity gets another token now")
	}
	exchanges := w.Exchanges()
	w.password(t, own, "AZURE_CLIENT_SECRET=CANARY-ROTATED")
	if w.Exchanges() != exchanges+1 {
		t.Error("the token of the old secret is served after its rotation")
	}
	w.password(t, own, "AZURE_FEDERATED_TOKEN="+vouched("a", 600), "AZURE_CLIENT_SECRET=")
	w.password(t, own, "AZURE_FEDERATED_TOKEN="+vouched("b", 600), "AZURE_CLIENT_SECRET=")
	if len(w.Tokens(t)) != 5 {
		t.Errorf("two jobs share a token: %q", w.Tokens(t))
	}
}

// TestClouds: each cloud has its own authority. A replica and a name with a hash are asked for the
// exchange under their own names.
func TestClouds(t *testing.T) {
	for host, authority := range map[string]string{
		"myregistry-abc1.azurecr.io": login, "myregistry.westeurope.geo.azurecr.io": login,
		"myregistry.azurecr.cn": "login.chinacloudapi.cn", "myregistry.azurecr.us": "login.microsoftonline.us",
	} {
		w := keyed(t)
		w.password(t, host)
		got := w.asked()
		if got[authority+"/"+tenantID+"/oauth2/v2.0/token"] != 1 || got[host+"/oauth2/exchange"] != 1 ||
			len(w.Requests()) != 4 {
			t.Errorf("%s: %v", host, got)
		}
	}
}

// TestAuthority: only the host in AZURE_AUTHORITY_HOST is asked.
func TestAuthority(t *testing.T) {
	w := keyed(t, "AZURE_AUTHORITY_HOST=https://login.own.example/")
	w.Handle("login.own.example", fakeazure.Entra)
	w.password(t, own)
	for _, q := range w.Requests() {
		if q.Host != own && q.Host != "login.own.example" {
			t.Errorf("%s is asked", q.Host)
		}
	}
	w.Fails(t, "config", "does not use TLS", "AZURE_AUTHORITY_HOST=http://login.own.example", "DOCKERCFG_CACHE=off")
	w.Fails(t, "config", "does not use TLS", "AZURE_AUTHORITY_HOST=http://127.0.0.1:1", "DOCKERCFG_CACHE=off")
	w.Fails(t, "config", "AZURE_AUTHORITY_HOST is not a valid endpoint", "AZURE_AUTHORITY_HOST=nonsense",
		"DOCKERCFG_CACHE=off")
}

// TestPinned: a document of Entra's cannot send the secret to another host.
func TestPinned(t *testing.T) {
	w := keyed(t)
	w.Handle(login, func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "openid-configuration") {
			fakeazure.Write(rw, map[string]any{
				"token_endpoint":         "https://elsewhere.example/token",
				"authorization_endpoint": "https://elsewhere.example/a", "issuer": "https://" + login + "/x",
			})
			return
		}
		fakeazure.Entra(rw, r)
	})
	w.Fails(t, "upstream", "another host, elsewhere.example, which is not trusted")
	for _, region := range []string{"AZURE_REGIONAL_AUTHORITY_NAME=westus", "MSAL_FORCE_REGION=westus",
		"AZURE_REGIONAL_AUTHORITY_NAME=TryAutoDetect"} {
		keyed(t, region).password(t, own)
	}
	for _, target := range w.Dialled() {
		if target != login+":443" {
			t.Errorf("%s is dialled", target)
		}
	}
}

// TestNothing: if nothing is configured, the pull is anonymous, and a login that would not be used is
// refused.
func TestNothing(t *testing.T) {
	w := newWorld(t)
	w.Anonymous(t, own)
	if a := w.Run(t, "store", `{"ServerURL":"`+own+`","Username":"u","Secret":"CANARY"}`); a.Code != 1 ||
		!strings.Contains(a.Out, ": no-identity: ") {
		t.Errorf("a login is accepted though it would not be used: %+v", a)
	}
	w.Fails(t, "no-identity", "AZURE_CLIENT_ID is set, but this machine has no managed identity",
		"AZURE_CLIENT_ID="+clientID)
	w.Fails(t, "no-identity", "AZURE_TOKEN_CREDENTIALS selects a managed identity",
		"AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential")
	w.Fails(t, "config", "but AZURE_TENANT_ID is not: set both", "AZURE_CLIENT_SECRET=CANARY")
	w.Fails(t, "config", "AZURE_TOKEN_CREDENTIALS is not one of", "AZURE_TOKEN_CREDENTIALS=x")
	w.Anonymous(t, own, "AZURE_TOKEN_CREDENTIALS=dev")
	if w.Exchange.Asked() != 0 {
		t.Errorf("it asked: %+v", w.Requests())
	}
}

// TestStrayCharacters: characters that an env file or a shell adds to a secret.
func TestStrayCharacters(t *testing.T) {
	w := newWorld(t)
	ids := client[:2:2]
	w.Strays(t, "AZURE_CLIENT_SECRET", "CANARY-SECRET", ids...)
	w.Strays(t, "AZURE_PASSWORD", "CANARY", "AZURE_REGISTRY="+own, "AZURE_USERNAME=admin")
	w.Strays(t, "AZURE_USERNAME", "admin", "AZURE_REGISTRY="+own, "AZURE_PASSWORD=CANARY")
}
