package main

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

const (
	otherTenant = "22222222-2222-2222-2222-222222222222"
	otherClient = "bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb"
	government  = "login.microsoftonline.us"
	sovereign   = "login.sovcloud-identity.example"
)

// rules writes config.toml.
func (w *world) rules(t *testing.T, text string) {
	t.Helper()
	w.File(t, ".config/dockercfg/config.toml", text)
}

// rule returns a config.toml with one rule, in line 1, for our registry.
func (w *world) rule(t *testing.T, settings ...string) {
	t.Helper()
	w.rules(t, "[[registry]]\nmatch = \""+own+"\"\n"+strings.Join(settings, "\n")+"\n")
}

// TestRules: registries get identities by rules, also on hosts with other suffixes, while the
// variables select one identity for all.
func TestRules(t *testing.T) {
	w := keyed(t, "AZURE_USERNAME=myregistry", "AZURE_PASSWORD=CANARY-PASSWORD", "AZURE_REGISTRY=second")
	w.Handle(sovereign, fakeazure.Entra)
	w.rules(t, `
[[registry]]
match = "first.azurecr.io"
tenant = "`+otherTenant+`"
client_id = "`+otherClient+`"

[[registry]]
match = "second.azurecr.io"
client_id = "`+otherClient+`"
credentials_file = "`+w.File(t, "c.pem", certificate(t))+`"

[[registry]]
helper = "acr"
hosts = ["images.azurecr.sovcloud.example:5000"]
authority = "https://`+sovereign+`/"
tenant = "`+otherTenant+`"

[[registry]]
helper = "acr"
hosts = ["images.corp.example"]
authority = "https://`+government+`"

[[registry]]
helper = "acr"
hosts = ["plain.corp.example"]
max_age = "2h"
`)
	got := map[string]string{}
	for host, c := range map[string]struct{ client, entra, label string }{
		"first.azurecr.io": {
			otherClient, login + "/" + otherTenant,
			"client " + otherClient + " with the secret of AZURE_CLIENT_SECRET, by the rule in line 2 of config.toml",
		},
		"second.azurecr.io": {
			otherClient, login + "/" + tenantID,
			"client " + otherClient + " with the certificate of credentials_file, by the rule in line 7 of config.toml",
		},
		"images.azurecr.sovcloud.example:5000": {
			clientID, sovereign + "/" + otherTenant,
			"client " + clientID + " with the secret of AZURE_CLIENT_SECRET, by the rule in line 12",
		},
		"images.corp.example": {clientID, government + "/" + tenantID, "by the rule in line 18"},
		"plain.corp.example":  {clientID, login + "/" + tenantID, "by the rule in line 23"},
		own: {
			clientID, login + "/" + tenantID, `with the secret of AZURE_CLIENT_SECRET"`,
		},
	} {
		before := w.asked()[c.entra+"/oauth2/v2.0/token"]
		got[host] = w.password(t, host)
		if text := claimsOf(t, got[host]); !strings.Contains(text, "CANARY-ENTRA-"+c.client) ||
			!strings.Contains(text, `"aud":"`+host+`"`) || w.asked()[c.entra+"/oauth2/v2.0/token"] != before+1 {
			t.Errorf("%s: %s, asked %v", host, text, w.asked())
		}
		if e := w.Run(t, "explain", host); !strings.Contains(e.Out, c.label) {
			t.Errorf("%s: %+v", host, e)
		}
	}
	before := w.Exchange.Asked()
	for host := range got { // from the cached rule, if the warm path can
		for _, env := range []string{"DOCKERCFG_DEBUG=", "DOCKERCFG_DEBUG=0"} {
			if again := w.password(t, host, env); again != got[host] {
				t.Errorf("%s has another token than before", host)
			}
		}
	}
	for _, host := range []string{"x.images.corp.example", "images.corp.example.evil.example",
		"images.corp.example:5000", "images.azurecr.sovcloud.example"} {
		w.Anonymous(t, host)
	}
	if w.Exchange.Asked() != before {
		t.Errorf("%d requests more", w.Exchange.Asked()-before)
	}
	w.staysHome(t)
}

// staysHome: a proof is only sent to Entra, and Entra's token only to the registry.
func (w *world) staysHome(t *testing.T) {
	t.Helper()
	entra := map[string]bool{login: true, government: true, sovereign: true}
	for _, q := range w.Requests() {
		if strings.Contains(q.Body, "CANARY-PASSWORD") ||
			entra[q.Host] == strings.Contains(q.Body, "CANARY-ENTRA") && q.Method == "POST" ||
			strings.Contains(q.Body, "CANARY-SECRET") && !entra[q.Host] {
			t.Errorf("%s%s got %q", q.Host, q.Path, q.Body)
		}
	}
}

// TestChangedRule: after any change to a rule, the cached token is not used.
func TestChangedRule(t *testing.T) {
	w := keyed(t)
	settings := [][]string{
		{`tenant = "` + otherTenant + `"`}, {`client_id = "` + otherClient + `"`},
		{`tenant = "` + otherTenant + `"`, `client_id = "` + otherClient + `"`},
		{`authority = "https://` + government + `"`}, {`source = "EnvironmentCredential"`},
		{`credentials_file = "` + w.File(t, "c.pem", certificate(t)) + `"`},
	}
	for i, lines := range append(settings, settings...) {
		w.rule(t, lines...)
		w.password(t, own)
		if w.password(t, own); w.Exchanges() != i+1 {
			t.Errorf("%q: %d exchanges after %d changes", lines, w.Exchanges(), i+1)
		}
	}
}

// TestRuleSources: a rule selects a single credential, whatever the variables contain.
func TestRuleSources(t *testing.T) {
	for what, c := range map[string]struct {
		prepare   func(*testing.T, *world) []string
		settings  []string
		of, label string
	}{
		"az": {func(t *testing.T, w *world) []string { return append(w.logIn(t), "PATH="+w.az(t, azGives)) },
			[]string{`source = "AzureCLICredential"`},
			"CANARY-AZ-account_get-access-token_-o_json_--resource_https://containerregistry.azure.net\"",
			"az login of me@corp.example, by the rule"},
		"az, a tenant": {func(t *testing.T, w *world) []string { return append(w.logIn(t), "PATH="+w.az(t, azGives)) },
			[]string{`source = "azureclicredential"`, `tenant = "` + otherTenant + `"`}, "--tenant_" + otherTenant,
			"az login of me@corp.example, by the rule"},
		"machine": {func(_ *testing.T, w *world) []string {
			w.Handle("127.0.0.1", service("GET", "Metadata", "true",
				"api-version=2018-02-01&client_id="+otherClient+
					"&resource=https%3A%2F%2Fcontainerregistry.azure.net", ""))
			return []string{"AZURE_POD_IDENTITY_AUTHORITY_HOST=" + w.URL()}
		}, []string{`source = "ManagedIdentityCredential"`, `client_id = "` + otherClient + `"`}, "CANARY-MANAGED",
			"managed identity of this machine, client " + otherClient + ", by the rule"},
		"workload": {func(t *testing.T, w *world) []string {
			return []string{"AZURE_TOKEN_CREDENTIALS=dev",
				"AZURE_FEDERATED_TOKEN_FILE=" + w.File(t, "token", vouched("repo:org/app", 600))}
		}, []string{`source = "WorkloadIdentityCredential"`, `client_id = "` + otherClient + `"`},
			"CANARY-ENTRA-" + otherClient, "client " + otherClient +
				" with the token of AZURE_FEDERATED_TOKEN_FILE, by the rule"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := keyed(t)
			w.Env = append(w.Env, c.prepare(t, w)...)
			w.rule(t, c.settings...)
			token := w.password(t, own)
			before := w.Exchange.Asked()
			if text := claimsOf(t, token); !strings.Contains(text, c.of) || w.password(t, own) != token ||
				w.Exchange.Asked() != before {
				t.Errorf("%s", text)
			}
			if e := w.Run(t, "explain", own); !strings.Contains(e.Out, c.label) {
				t.Errorf("explain: %+v", e)
			}
		})
	}
}

// TestRuleMistakes: an invalid rule is an error with its line and key, and no request is made.
func TestRuleMistakes(t *testing.T) {
	w := newWorld(t)
	secret := "AZURE_CLIENT_SECRET=CANARY-SECRET"
	const notEntra = "authority is not the address of an Entra login service"
	for _, c := range []struct {
		settings []string
		text     string
		env      []string
	}{
		{[]string{`profile = "prod"`}, "profile is not used by docker-credential-acr", nil},
		{[]string{`username = "u"`}, "username is not used by docker-credential-acr", nil},
		{[]string{`tenant = "a/b"`}, "tenant is not a valid tenant", nil},
		{[]string{`client_id = "a;b"`}, "client_id is not a valid client", nil},
		{[]string{`tenant = "t"`}, "neither client_id nor AZURE_CLIENT_ID is set: add client_id", []string{secret}},
		{[]string{`client_id = "c"`}, "neither tenant nor AZURE_TENANT_ID is set: add tenant", []string{secret}},
		{[]string{`tenant = "t"`, `client_id = "c"`},
			"this client has no secret, certificate or token: set AZURE_CLIENT_SECRET", nil},
		{[]string{`credentials_file = "c.pem"`}, "credentials_file is a relative path", nil},
		{[]string{`credentials_file = "/c.pem"`, `tenant = "t"`}, "neither client_id nor AZURE_CLIENT_ID is set", nil},
		{[]string{`credentials_file = "/c.pem"`, `source = "AzureCLICredential"`}, "remove one of them", nil},
		{[]string{`client_id = "c"`, `source = "AzureCLICredential"`},
			"client_id has no effect on the login of az", nil},
		{[]string{`source = "AzureCLICredential"`},
			"source selects the login of az, but no one is logged in: run `az login`", nil},
		{[]string{`source = "EnvironmentCredential"`},
			"source selects EnvironmentCredential, but AZURE_CLIENT_SECRET is not set", nil},
		{[]string{`source = "gcloud"`}, "source is not one of dev, prod", nil},
		{[]string{`source = "dev"`}, "this rule selects an identity, but none was found", nil},
		{[]string{`authority = "login.microsoftonline.us"`}, notEntra, nil},
		{[]string{`authority = "http://login.microsoftonline.us"`}, notEntra, nil},
		{[]string{`authority = "https://user@evil.test"`}, notEntra, nil},
	} {
		w.rule(t, c.settings...)
		a := w.Run(t, "get", own, c.env...)
		if !strings.HasPrefix(a.Out, program+": config: config.toml, line 1: ") || !strings.Contains(a.Out, c.text) ||
			strings.Count(a.Out, "config.toml") != 1 || a.Err != a.Out || a.Code != 1 {
			t.Errorf("%q: want %q: %+v", c.settings, c.text, a)
		}
	}
	w.rule(t, `credentials_file = "`+w.File(t, "c.pem", "CANARY")+`"`, `tenant = "t"`, `client_id = "c"`)
	w.Fails(t, "config", "the file named by credentials_file in config.toml does not contain a certificate "+
		"with its key")
	if w.Exchange.Asked() != 0 {
		t.Errorf("it asked: %q", w.Dialled())
	}
}

// TestRuleMissingIdentity: if a rule selects an identity that does not exist, the pull is not anonymous,
// unless the rule says so.
func TestRuleMissingIdentity(t *testing.T) {
	w := newWorld(t)
	w.rule(t, `source = "ManagedIdentityCredential"`)
	w.Fails(t, "no-identity", "the rule in line 1 of config.toml selects a managed identity, but this machine has none")
	w.rule(t, `client_id = "c"`)
	w.Fails(t, "no-identity", "names a client, but this machine has no managed identity: attach it, or add tenant")
	w.rule(t, `tenant = "t"`)
	w.Fails(t, "no-identity", "names a tenant, but no one is logged in to it: run `az login --tenant t`")
	w.rule(t, `tenant = "t"`, `on_failure = "anonymous"`)
	w.Anonymous(t, own)
	w.rule(t, `authority = "https://`+government+`"`)
	w.Anonymous(t, own)
	w.rule(t, `source = "AzureCLICredential"`)
	w.Env = append(append(w.Env, w.logIn(t)...),
		"PATH="+w.az(t, `echo "Please run 'az login' to setup account." >&2; exit 1`))
	w.Fails(t, "no-identity", "selects the login of az, but no one is logged in: run `az login`")
}

// TestRuleRefusal: the error for a rule's client names the rule's keys, and only the rule's authority
// is asked.
func TestRuleRefusal(t *testing.T) {
	w := keyed(t, "AZURE_AUTHORITY_HOST=https://"+login)
	w.rule(t, `tenant = "`+otherTenant+`"`, `client_id = "`+otherClient+`"`, `authority = "https://`+sovereign+`"`)
	w.Handle(sovereign, faulty.Answer(400, faulty.JSON,
		`{"error":"unauthorized_client","error_description":"AADSTS700016: CANARY"}`))
	w.Fails(t, "denied", "the client "+otherClient+" does not exist in the tenant "+otherTenant+
		": check tenant in config.toml and client_id in config.toml with `az ad app show --id "+otherClient+"`")
	w.Handle(sovereign, faulty.Answer(404, "text/html", "CANARY-BODY"))
	w.Fails(t, "upstream", "check authority in config.toml and the proxy")
	for _, q := range w.Requests() {
		if q.Host != sovereign {
			t.Errorf("%s was asked", q.Host)
		}
	}
}
