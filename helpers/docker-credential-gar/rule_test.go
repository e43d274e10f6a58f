package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// rules writes config.toml.
func (w *world) rules(t *testing.T, text string) {
	t.Helper()
	w.File(t, ".config/dockercfg/config.toml", text)
}

// rule returns a config.toml with one rule, in line 1, for our registry.
func (w *world) rule(t *testing.T, settings ...string) *world {
	t.Helper()
	w.rules(t, "[[registry]]\nmatch = \""+own+"\"\n"+strings.Join(settings, "\n")+"\n")
	return w
}

func account(name string) string { return name + "@p.iam.gserviceaccount.com" }

// TestRules: two registries and the user's own host have different identities by rules, while the
// variables select another one.
func TestRules(t *testing.T) {
	w := newWorld(t, "GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount(account("variable")))
	one, two := w.File(t, "one.json", fakegoogle.ServiceAccount(account("one"))),
		w.File(t, "two.json", fakegoogle.ServiceAccount(account("two")))
	w.rules(t, `
[[registry]]
match = "us-docker.pkg.dev"
credentials_file = "`+one+`"

[[registry]]
match = "*.pkg.dev"
credentials_file = "`+two+`"

[[registry]]
helper = "gar"
hosts = ["images.corp.example:5000"]
credentials_file = "`+one+`"

[[registry]]
match = "*.gcr.io"
max_age = "2m"
`)
	hosts := map[string]string{"us-docker.pkg.dev": "one", own: "two", "images.corp.example:5000": "one",
		"eu.gcr.io": "variable", "gcr.io": "variable"}
	got := map[string]string{}
	for host, who := range hosts {
		got[host] = w.Run(t, "get", host).Password(t, user)
		if claims := claimsOf(t, w.last(tokenHost).Form.Get("assertion")); claims["iss"] != account(who) {
			t.Errorf("%s is asked for by %v", host, claims["iss"])
		}
		e := w.Run(t, "explain", host)
		if ruled := strings.Contains(e.Out, "service account "+account(who)+
			" from credentials_file, by the rule in line "); !strings.Contains(e.Out, account(who)) ||
			ruled == (who == "variable") {
			t.Errorf("%s: %+v", host, e)
		}
	}
	asked := w.Asked()
	for host := range hosts { // on the warm path, and in main
		for _, env := range []string{"DOCKERCFG_DEBUG=", "DOCKERCFG_DEBUG=0"} {
			if again := w.Run(t, "get", host, env).Password(t, user); again != got[host] {
				t.Errorf("%s has %s, and before that %s", host, again, got[host])
			}
		}
	}
	if w.Asked() != asked {
		t.Errorf("%d requests more", w.Asked()-asked)
	}
	for _, host := range []string{"images.corp.example", "x.images.corp.example:5000",
		"images.corp.example:5000.evil.example"} {
		if a := w.Run(t, "get", host); a.Code == 0 {
			t.Errorf("%s: %+v", host, a)
		}
	}
	w.proofsStay(t)
}

// TestChangedRule: a changed identity gets its own token, with the same file name or another.
func TestChangedRule(t *testing.T) {
	w := newWorld(t)
	seen := map[string]bool{}
	for _, settings := range [][]string{
		{`credentials_file = "` + w.File(t, "a.json", fakegoogle.ServiceAccount(account("a"))) + `"`},
		{`credentials_file = "` + w.File(t, "b.json", fakegoogle.ServiceAccount(account("b"))) + `"`},
		{`credentials_file = "` + w.File(t, "b.json", fakegoogle.ServiceAccount(account("b"))) + `"`,
			`impersonate = "` + accountX + `"`},
		{`credentials_file = "` + w.File(t, "b.json", fakegoogle.ServiceAccount(account("b"))) + `"`,
			`impersonate = "` + account("y") + `"`},
		{`credentials_file = "` + w.File(t, "b.json", fakegoogle.ServiceAccount(account("b"))) + `"`,
			`impersonate = "` + accountX + `"`, `delegates = "` + account("d") + `"`},
	} {
		w.rule(t, settings...)
		token := w.password()
		if seen[token] || w.password() != token {
			t.Errorf("%q: %s", settings, token)
		}
		seen[token] = true
	}
	w.File(t, "b.json", fakegoogle.ServiceAccount(account("c")))
	if token := w.password(); seen[token] {
		t.Error("the file holds another account, which gets the token of the one before")
	}
}

// TestImpersonate: with a rule, every kind of identity can impersonate the service account.
func TestImpersonate(t *testing.T) {
	for what, prepare := range map[string]func(*testing.T, *world) []string{
		"a service account": func(t *testing.T, w *world) []string {
			return []string{`credentials_file = "` +
				w.File(t, "key.json", fakegoogle.ServiceAccount(account("a"))) + `"`}
		},
		"a variable's account": func(_ *testing.T, w *world) []string {
			w.set("GOOGLE_AUTH_JSON=" + fakegoogle.ServiceAccount(account("a")))
			return nil
		},
		"a login": func(t *testing.T, w *world) []string {
			w.File(t, ".config/gcloud/application_default_credentials.json", userLogin("R"))
			w.set("GOOGLE_AUTH_JSON=" + fakegoogle.ServiceAccount(account("a")))
			return []string{`source = "application_default"`}
		},
		"a federation": func(t *testing.T, w *world) []string {
			w.set("GOOGLE_AUTH_JSON=" + federation(map[string]any{
				"file": w.File(t, "token", job("repo:a", time.Now().Add(time.Hour))),
			}))
			return nil
		},
		"a machine": func(t *testing.T, w *world) []string {
			host, _ := metadataServer(t, nil)
			w.set("GCE_METADATA_HOST=" + host)
			return []string{`source = "metadata"`}
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			settings := append(prepare(t, w), `impersonate = "`+accountX+`"`,
				`delegates = ["`+account("d")+`", "`+account("e")+`"]`)
			w.rule(t, settings...)
			if e := w.Run(t, "explain", own); !strings.Contains(e.Out,
				`"service account `+accountX+" impersonated by the ") ||
				!strings.Contains(e.Out, ", by the rule in line 1 of config.toml") || w.Asked() != 0 {
				t.Errorf("explain: %+v", e)
			}
			token := w.password()
			w.seesImpersonation(t)
			asked := w.Asked()
			w.Close()
			if !strings.HasPrefix(token, "ya29.as-") || w.password() != token || w.Asked() != asked ||
				w.Lives(t) < 50*time.Minute {
				t.Errorf("%s, %d requests more", token, w.Asked()-asked)
			}
		})
	}
}

// seesImpersonation checks the only request to IAM.
func (w *world) seesImpersonation(t *testing.T) {
	t.Helper()
	q := w.last(iamHost)
	var body struct {
		Delegates, Scope []string
		Lifetime         string
	}
	if err := json.Unmarshal([]byte(q.Body), &body); err != nil {
		t.Fatal(err)
	}
	want := []string{"projects/-/serviceAccounts/" + account("d"), "projects/-/serviceAccounts/" + account("e")}
	if q.Method != http.MethodPost || q.Path != "/v1/projects/-/serviceAccounts/"+accountX+":generateAccessToken" ||
		!strings.HasPrefix(q.Header.Get("Authorization"), "Bearer ya29.token-") ||
		!slices.Equal(body.Delegates, want) || !slices.Equal(body.Scope, []string{scope}) ||
		body.Lifetime != "3600s" || w.Count(iamHost) != 1 {
		t.Errorf("%+v", q)
	}
	w.proofsStay(t)
}

// TestImpersonateRefusals: IAM's refusals of a rule's impersonation, each with the next step.
func TestImpersonateRefusals(t *testing.T) {
	as, through := `impersonate = "`+accountX+`"`, `delegates = "`+account("d")+`"`
	for what, c := range map[string]struct {
		settings   []string
		answer     http.HandlerFunc
		code, text string
	}{
		"no role": {[]string{as}, faulty.Answer(403, faulty.JSON,
			`{"error":{"status":"PERMISSION_DENIED","message":"CANARY"}}`), "denied",
			"the service account " + account("a") + " from GOOGLE_AUTH_JSON may not act as " + accountX +
				": grant it roles/iam.serviceAccountTokenCreator on that account\n"},
		"no chain": {[]string{as, through}, faulty.Answer(403, faulty.JSON, "{}"), "denied",
			"roles/iam.serviceAccountTokenCreator on the first delegate"},
		"a missing account": {[]string{as}, faulty.Answer(404, faulty.JSON, "CANARY-BODY"), "config",
			"the account " + accountX + " does not exist: check impersonate in config.toml"},
		"odd": {[]string{as}, faulty.Answer(400, faulty.JSON, `{"error":{"status":"INVALID_ARGUMENT"}}`),
			"upstream", "(INVALID_ARGUMENT, status 400)"},
		"down": {[]string{as}, faulty.Answer(503, faulty.JSON, "CANARY-BODY"), "upstream",
			"Google's IAM failed (status 503)"},
		"a login page": {[]string{as}, faulty.Answer(200, "text/html", "CANARY-BODY"), "upstream",
			"did not return a token (status 200, text/html): check impersonate in config.toml"},
		"elsewhere": {[]string{as}, faulty.Redirect(307, "https://elsewhere.example/"), "upstream", "redirect"},
		"an odd token": {[]string{as}, faulty.Answer(200, faulty.JSON, `{"accessToken":"CANARY x"}`), "upstream",
			"an invalid token"},
		"an odd end": {[]string{as}, faulty.Answer(200, faulty.JSON, `{"accessToken":"x","expireTime":"CANARY"}`),
			"upstream", "an invalid expiry time"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount(account("a"))).rule(t, c.settings...)
			w.Cloud.Behave(iamHost, fakecloud.Behaviour{Fault: c.answer})
			w.Fails(t, c.code, c.text)
			if len(w.Tokens(t)) != 0 || slices.Contains(w.Dialled(), "elsewhere.example:443") {
				t.Errorf("kept %q, went to %q", w.Tokens(t), w.Dialled())
			}
		})
	}
}

// TestRuleMistakes: an invalid rule is an error with its line and key, and no request is made.
func TestRuleMistakes(t *testing.T) {
	w := newWorld(t, "GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount(account("a")))
	file := `credentials_file = "` + w.File(t, "key.json", fakegoogle.ServiceAccount(account("b"))) + `"`
	for _, c := range []struct {
		settings []string
		text     string
	}{
		{[]string{`profile = "prod"`}, "profile is not used by docker-credential-gar"},
		{[]string{`credentials_file = "key.json"`}, "credentials_file is a relative path"},
		{[]string{`credentials_file = "/nonexistent/key.json"`}, "reading the credentials_file: there is no such file"},
		{[]string{`credentials_file = "` + w.File(t, "odd.json", `{"type":"odd_type"}`) + `"`},
			"credentials_file contains a credential of the type"},
		{[]string{`credentials_file = "` + w.File(t, "text", "CANARY") + `"`},
			"credentials_file is not a valid JSON credential"},
		{[]string{`source = "gce"`}, "source is not valid: expected gcloud, metadata or application_default"},
		{[]string{`source = "gcloud"`}, "source is gcloud, but no account is logged in to it: run `gcloud auth login`"},
		{[]string{`source = "application_default"`},
			"but there is no such login: run `gcloud auth application-default login`"},
		{[]string{file, `source = "gcloud"`}, "credentials_file cannot be combined with account or source"},
		{[]string{file, `account = "me@example.com"`}, "credentials_file cannot be combined with account or source"},
		{[]string{`account = "me@example.com"`, `source = "metadata"`}, "account is for gcloud"},
		{[]string{`account = "--help"`}, "account is not a valid gcloud account"},
		{[]string{`account = "a&b@example.com"`}, "account is not a valid gcloud account"},
		{[]string{`delegates = "` + accountX + `"`}, "add impersonate"},
		{[]string{`impersonate = "ci"`}, "impersonate is not a service account"},
		{[]string{`impersonate = "a@b.c/../../x"`}, "impersonate is not a service account"},
		{[]string{`impersonate = "a@b.c?x"`}, "impersonate is not a service account"},
		{[]string{`impersonate = "` + accountX + `"`, `delegates = ["` + accountX + `", "projects/x"]`},
			"delegates must be service accounts"},
	} {
		w.rule(t, c.settings...)
		a := w.Run(t, "get", own)
		if !strings.HasPrefix(a.Out, program+": config: config.toml, line 1: ") || a.Err != a.Out ||
			!strings.Contains(a.Out, c.text) || a.Code != 1 {
			t.Errorf("%q: want %q: %+v", c.settings, c.text, a)
		}
	}
	if w.Asked() != 0 {
		t.Errorf("it asked: %q", w.Dialled())
	}
}

// TestRuleOfMachine: a rule that selects the machine's account uses only that, and a missing account
// is an error.
func TestRuleOfMachine(t *testing.T) {
	host, asked := metadataServer(t, nil)
	variables := "GOOGLE_AUTH_JSON=" + fakegoogle.ServiceAccount(account("a"))
	w := newWorld(t, variables, "GCE_METADATA_HOST="+host).rule(t, `source = "metadata"`)
	password := w.password()
	if asked.Load() != 2 || w.Asked() != 0 || w.password() != password || asked.Load() != 2 {
		t.Errorf("asked %d times; the proxy saw %q", asked.Load(), w.Dialled())
	}
	w = newWorld(t, variables, "GCE_METADATA_HOST=127.0.0.1:1").rule(t, `source = "metadata"`)
	w.Fails(t, "no-identity", "the rule in line 1 of config.toml selects this machine's service account, but the "+
		"machine has none")
	w.rule(t, `source = "metadata"`, `on_failure = "anonymous"`)
	w.Anonymous(t, own)
	w = newWorld(t, "NO_GCE_CHECK=", "GCE_METADATA_HOST=127.0.0.1:1").rule(t, `impersonate = "`+accountX+`"`)
	w.Fails(t, "no-identity", "impersonate in the rule in line 1 of config.toml needs another identity")
	w.set("NO_GCE_CHECK=true")
	w.Fails(t, "config", "config.toml, line 1: impersonate needs another identity")
}
