package main

import (
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
)

const private = "private.eu-de.iam.cloud.ibm.com"

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

// last returns the newest request in a short form.
func (w *world) last(t *testing.T) string {
	t.Helper()
	all := w.Requests()
	if len(all) == 0 {
		t.Fatal("no request was made")
	}
	return short(all[len(all)-1])
}

// TestRules: two registries and the user's own host have different identities by rules, while the
// variables select another one.
func TestRules(t *testing.T) {
	w := newWorld(t, "DOCKERCFG_STATIC=swap", "IC_API_KEY=CANARY-V")
	w.Handle(private, fakeibm.IAM)
	one, two := w.File(t, "one.env", "CONTAINER_REGISTRY_APIKEY=CANARY-1\n"),
		w.File(t, "two.env", "CONTAINER_REGISTRY_APIKEY=CANARY-2\n")
	w.rules(t, `
[[registry]]
match = "us.icr.io"
credentials_file = "`+one+`"

[[registry]]
match = "`+own+`"
credentials_file = "`+two+`"
endpoint = "https://`+private+`"

[[registry]]
helper = "icr"
hosts = ["images.corp.example:5000"]
credentials_file = "`+one+`"

[[registry]]
match = "uk.icr.io"
profile = "Profile-9"

[[registry]]
match = "jp.icr.io"
max_age = "2m"
`)
	got := map[string]string{}
	for host, c := range map[string][2]string{
		"us.icr.io": {"POST iam.cloud.ibm.com/identity/token apikey=CANARY-1&grant_type=apikey",
			"API key of CONTAINER_REGISTRY_APIKEY in credentials_file, by the rule in line 2 of config.toml"},
		own: {"POST " + private + "/identity/token apikey=CANARY-2&grant_type=apikey",
			"API key of CONTAINER_REGISTRY_APIKEY in credentials_file, by the rule in line 6 of config.toml"},
		"images.corp.example:5000": {"POST iam.cloud.ibm.com/identity/token apikey=CANARY-1&grant_type=apikey",
			"in credentials_file, by the rule in line 11"},
		"uk.icr.io": {"POST iam.cloud.ibm.com/identity/token " +
			"access_token=TOKEN&grant_type=assume&profile_id=Profile-9",
			"API key of IC_API_KEY for profile Profile-9, by the rule in line 16"},
		"jp.icr.io": {"POST iam.cloud.ibm.com/identity/token apikey=CANARY-V&grant_type=apikey",
			"API key of IC_API_KEY, by the rule in line 20"},
		"icr.io": {"POST iam.cloud.ibm.com/identity/token apikey=CANARY-V&grant_type=apikey",
			`API key of IC_API_KEY"`},
	} {
		got[host] = w.password(t, host)
		if q := w.last(t); q != c[0] {
			t.Errorf("%s: %s", host, q)
		}
		if e := w.Run(t, "explain", host); !strings.Contains(e.Out, c[1]) {
			t.Errorf("%s: %+v", host, e)
		}
	}
	before := w.Asked()
	for host := range got { // from the cached rule, if the warm path can
		for _, env := range []string{"DOCKERCFG_DEBUG=", "DOCKERCFG_DEBUG=0"} {
			if again := w.password(t, host, env); again != got[host] {
				t.Errorf("%s has %s, and before that %s", host, again, got[host])
			}
		}
	}
	w.Anonymous(t, "x.images.corp.example:5000")
	w.Anonymous(t, "images.corp.example")
	if w.Asked() != before {
		t.Errorf("%d requests more", w.Asked()-before)
	}
}

// TestChangedRule: another key, profile or endpoint gets another token, even if the rule had it before.
func TestChangedRule(t *testing.T) {
	w := newWorld(t, "DOCKERCFG_STATIC=swap", "IC_API_KEY=CANARY-V")
	w.Handle(private, fakeibm.IAM)
	seen := map[string]int{}
	settings := [][]string{
		{`credentials_file = "` + w.File(t, "one.env", "IAM_APIKEY=CANARY-1\n") + `"`},
		{`credentials_file = "` + w.File(t, "two.env", "IAM_APIKEY=CANARY-2\n") + `"`},
		{`profile = "Profile-1"`}, {`profile = "Profile-2"`}, {`profile = "crn:v1:x"`},
		{`endpoint = "` + private + `"`}, {`source = "api_key"`},
	}
	for round := range 2 {
		for i, lines := range settings {
			w.rule(t, lines...)
			token := w.password(t, own)
			if other, taken := seen[token]; taken {
				t.Errorf("round %d, %q: %s, of %q", round, lines, token, settings[other])
			}
			seen[token] = i
		}
	}
}

// TestRuleStaticSecret: a rule's secret that the registry accepts directly is returned without an exchange.
func TestRuleStaticSecret(t *testing.T) {
	w := newWorld(t, "IC_API_KEY=CANARY-V", "IC_IAM_TOKEN="+jwt("me", time.Now().Add(time.Hour)))
	for _, c := range []struct{ setting, user, secret string }{
		{`credentials_file = "` + w.File(t, "one.env", "CONTAINER_REGISTRY_APIKEY=CANARY-1\n") + `"`, keyUser,
			"CANARY-1"},
		{`source = "api_key"`, keyUser, "CANARY-V"},
		{`source = "token"`, bearerUser, "e30."},
		{`profile = "Profile-7"`, "Profile-7", "CANARY-V"},
	} {
		w.rule(t, c.setting)
		for _, env := range []string{"DOCKERCFG_DEBUG=0", "DOCKERCFG_DEBUG="} {
			if got := w.Run(t, "get", own, env).Password(t, c.user); !strings.HasPrefix(got, c.secret) {
				t.Errorf("%s: %s", c.setting, got)
			}
		}
	}
	w.silent(t)
}

// TestRuleSources: a rule selects a single source, whatever the variables contain.
func TestRuleSources(t *testing.T) {
	variables := []string{"IC_API_KEY=CANARY-V", "IC_IAM_TOKEN=CANARY-T"}
	for what, c := range map[string]struct {
		env, settings []string
		asked, words  string
	}{
		"vpc": {nil, []string{`source = "vpc"`},
			`POST 127.0.0.1/instance_identity/v1/iam_token Bearer CANARY-SERVER {}`,
			"instance's identity, by the rule"},
		"vpc, a profile": {[]string{"IBMCLOUD_CR_PROFILE=Profile-v"},
			[]string{`source = "vpc"`, `profile = "Profile-1"`},
			`POST 127.0.0.1/instance_identity/v1/iam_token Bearer CANARY-SERVER ` +
				`{"trusted_profile":{"id":"Profile-1"}}`, "instance's identity for profile Profile-1, by the rule"},
		"cluster": {[]string{"IBMCLOUD_CR_TOKEN=" + jwt("job", time.Now().Add(time.Hour))},
			[]string{`source = "cluster"`, `profile = "ci"`},
			"POST iam.cloud.ibm.com/identity/token cr_token=JWT&grant_type=cr-token&profile_name=ci",
			"compute resource token of IBMCLOUD_CR_TOKEN for profile ci, by the rule"},
		"cluster's variable": {[]string{"IBMCLOUD_CR_TOKEN=" + jwt("job", time.Now().Add(time.Hour)),
			"IBMCLOUD_CR_PROFILE=Profile-v"}, []string{`source = "cluster"`},
			"POST iam.cloud.ibm.com/identity/token cr_token=JWT&grant_type=cr-token&profile_id=Profile-v",
			"for profile Profile-v, by the rule"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, append(variables, c.env...)...)
			w.Handle(fakecloud.Plain, metadataAnswer)
			w.Env = append(w.Env, "IBMCLOUD_CR_VPC_URL="+w.URL())
			w.rule(t, c.settings...)
			token := w.password(t, own)
			before := w.Asked()
			if q := w.last(t); q != c.asked || w.password(t, own) != token || w.Asked() != before {
				t.Errorf("asked %s", q)
			}
			if e := w.Run(t, "explain", own); !strings.Contains(e.Out, c.words) {
				t.Errorf("explain: %+v", e)
			}
		})
	}
}

// TestRuleMistakes: an invalid rule is an error with its line and key, and no request is made.
func TestRuleMistakes(t *testing.T) {
	w := newWorld(t, "DOCKERCFG_STATIC=swap", "IC_API_KEY=CANARY-V")
	w.Handle(fakecloud.Any, fakeibm.IAM)
	bearer := w.File(t, "bearer.env", "CONTAINER_REGISTRY_BEARER_TOKEN=CANARY-T\n")
	for _, c := range []struct {
		settings []string
		text     string
		env      []string
	}{
		{[]string{`tenant = "t"`}, "tenant is not used by docker-credential-icr", nil},
		{[]string{`account = "a"`}, "account is not used by docker-credential-icr", nil},
		{[]string{`credentials_file = "key.env"`}, "credentials_file names a relative path", nil},
		{[]string{`credentials_file = "/nonexistent/key.env"`},
			"reading the file named by credentials_file: there is no such file", nil},
		{[]string{`credentials_file = "` + w.File(t, "none.env", "# CANARY\n") + `"`},
			"credentials_file contains no login for IBM Cloud", nil},
		{[]string{`credentials_file = "` + w.File(t, "odd.env",
			"CONTAINER_REGISTRY_AUTH_TYPE=cp4d\nCONTAINER_REGISTRY_APIKEY=CANARY\n") + `"`},
			"CONTAINER_REGISTRY_AUTH_TYPE in credentials_file is not supported for this registry", nil},
		{[]string{`credentials_file = "` + bearer + `"`, `profile = "Profile-1"`},
			"profile is set, but CONTAINER_REGISTRY_BEARER_TOKEN in credentials_file is a token, which cannot " +
				"assume a profile", nil},
		{[]string{`credentials_file = "` + bearer + `"`, `source = "vpc"`}, "remove one of them", nil},
		{[]string{`source = "instance"`}, "source must be api_key, token, cluster or vpc", nil},
		{[]string{`source = "token"`}, "source is token, but no token is set: set IC_IAM_TOKEN", nil},
		{[]string{`source = "cluster"`}, "source is cluster, but no token is mounted for a trusted profile", nil},
		{[]string{`source = "api_key"`}, "source is api_key, but no API key is set: set IBMCLOUD_API_KEY",
			[]string{"IC_API_KEY="}},
		{[]string{`source = "token"`, `profile = "Profile-1"`}, "a token cannot assume a profile", nil},
		{[]string{`source = "vpc"`, `endpoint = "https://` + private + `"`}, "remove endpoint", nil},
		{[]string{`source = "vpc"`, `profile = "ci"`},
			"profile is the name of a profile, which IBM's metadata service does not accept", nil},
		{[]string{`profile = "ci"`}, "profile is the name of a profile, which also needs its account", nil},
		{[]string{`profile = "ci"`}, "profile is the name of a profile, but no key is set and no token is mounted",
			[]string{"IC_API_KEY="}},
		{[]string{`profile = "` + strings.Repeat("x", 501) + `"`}, "profile is longer than 500 bytes", nil},
		{[]string{`endpoint = "https://iam.cloud.ibm.com.evil.test"`}, "endpoint is not an endpoint of IBM's IAM", nil},
		{[]string{`endpoint = "https://evil.test"`}, "endpoint is not an endpoint of IBM's IAM",
			[]string{"IC_API_KEY=", "IC_IAM_TOKEN=CANARY-T"}},
		{[]string{`endpoint = "http://iam.cloud.ibm.com"`}, "endpoint is not an endpoint of IBM's IAM", nil},
	} {
		w.rule(t, c.settings...)
		a := w.Run(t, "get", own, c.env...)
		if !strings.HasPrefix(a.Out, program+": config: config.toml, line 1: ") || !strings.Contains(a.Out, c.text) ||
			strings.Count(a.Out, "config.toml") != 1 || a.Err != a.Out || a.Code != 1 ||
			strings.Contains(a.Out, "evil") {
			t.Errorf("%q: want %q: %+v", c.settings, c.text, a)
		}
	}
	w.silent(t)
}

// TestRuleOfEntitled: a rule for IBM Cloud has no effect on cp.icr.io, and its secrets are never used
// there.
func TestRuleOfEntitled(t *testing.T) {
	w := newWorld(t, "IBM_ENTITLEMENT_KEY=CANARY-CP")
	key := `credentials_file = "` + w.File(t, "one.env", "CONTAINER_REGISTRY_APIKEY=CANARY-1\n") + `"`
	w.rules(t, "[[registry]]\nmatch = \"*.icr.io\"\n"+key+"\n")
	if a := w.Run(t, "get", entitled); !strings.Contains(a.Out,
		"config: config.toml, line 1: its settings are for IBM Cloud") || strings.Contains(a.Out, "CANARY") {
		t.Errorf("%+v", a)
	}
	w.rules(t, "[[registry]]\nmatch = \""+entitled+"\"\n[[registry]]\nmatch = \"*.icr.io\"\n"+key+"\n")
	if got := w.Run(t, "get", entitled).Password(t, "cp"); got != "CANARY-CP" {
		t.Errorf("%s", got)
	}
	if got := w.Run(t, "get", own).Password(t, keyUser); got != "CANARY-1" {
		t.Errorf("%s", got)
	}
	w.silent(t)
}

// TestRuleRefusal: an error of IAM names the rule that selects it.
func TestRuleRefusal(t *testing.T) {
	w := newWorld(t, "DOCKERCFG_STATIC=swap", "IC_API_KEY=CANARY-V")
	w.rule(t, `endpoint = "https://`+private+`"`)
	w.Handle(private, fakeibm.Token(`"CANARY x"`, "300"))
	w.Fails(t, "upstream", "check endpoint in config.toml and the proxy")
}
