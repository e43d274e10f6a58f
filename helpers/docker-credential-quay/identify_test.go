package main

import (
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

func parsed(t *testing.T, asked string) registry.Name {
	t.Helper()
	name, err := registry.Parse(asked)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// chosen returns the identity for a requested name.
func chosen(t *testing.T, asked string, u userconfig.Rule) (robot, identity.Identity, error) {
	t.Helper()
	return identify(context.Background(), &inputs.Recorder{}, parsed(t, asked), u)
}

// clear leaves a test with only these variables.
func clear(t *testing.T, env ...string) {
	t.Helper()
	for _, name := range []string{userVariable, passwordVariable, tokenVariable, configVariable, robotVariable,
		jobFile, jobVariable, audienceVariable,
		"ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "GITHUB_REPOSITORY", "GITHUB_REF",
		"GITHUB_JOB"} {
		t.Setenv(name, "") // so that it is restored
		os.Unsetenv(name)
	}
	for _, assignment := range env {
		name, value, _ := strings.Cut(assignment, "=")
		t.Setenv(name, value)
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func auth(pair string) string { return base64.StdEncoding.EncodeToString([]byte(pair)) }

// TestPairs: the first pair in order is returned unchanged, for the hosted registry.
func TestPairs(t *testing.T) {
	config := configVariable + "=" + write(t,
		`{"auths":{"other.example":{"auth":"`+auth("x:y")+`"},"quay.io":{"auth":"`+auth("team+file:CANARY-F")+
			`","email":""}}}`)
	for _, c := range []struct {
		env          []string
		user, secret string
	}{
		{[]string{"QUAY_USERNAME=team+ci", "QUAY_PASSWORD= p:w\t\n", "QUAY_TOKEN=t", config}, "team+ci", " p:w\t"},
		{[]string{"QUAY_USERNAME=$app", "QUAY_PASSWORD=p"}, "$app", "p"},
		{[]string{"QUAY_TOKEN=CANARY-T", config}, "$oauthtoken", "CANARY-T"},
		{[]string{config}, "team+file", "CANARY-F"},
		{[]string{"QUAY_USERNAME="}, "", ""},
		{nil, "", ""},
	} {
		clear(t, c.env...)
		_, s, err := chosen(t, "quay.io/team/app", userconfig.Rule{})
		if err != nil || s.Static.Username != c.user || s.Static.Secret != c.secret || s.None != (c.user == "") ||
			s.Configured == s.None || strings.Contains(s.Label, "CANARY") {
			t.Errorf("%q: %q, %q, %+v, %v", c.env, s.Static.Username, s.Static.Secret, s, err)
		}
	}
}

// TestMistakes: if something is missing, or a shell has replaced it, the error says what to do.
func TestMistakes(t *testing.T) {
	config := func(text string) []string { return []string{configVariable + "=" + write(t, text)} }
	for want, env := range map[string][]string{
		"QUAY_PASSWORD is set but QUAY_USERNAME is not: set both": {"QUAY_PASSWORD=CANARY"},
		"QUAY_USERNAME is set but QUAY_PASSWORD is not: set both": {"QUAY_USERNAME=u"},
		"QUAY_PASSWORD is set but QUAY_USERNAME is empty: a shell replaces $oauthtoken": {
			"QUAY_USERNAME=", "QUAY_PASSWORD=CANARY",
		},
		"set QUAY_PASSWORD to the token of QUAY_USERNAME": {
			"QUAY_USERNAME=team+ci", "QUAY_TOKEN=CANARY",
		},
		"QUAY_USERNAME is not a user name": {
			"QUAY_USERNAME=<token>", "QUAY_PASSWORD=CANARY",
		},
		"QUAY_USERNAME is not a user name: set it": {
			"QUAY_USERNAME=a:b", "QUAY_PASSWORD=CANARY",
		},
		"QUAY_ROBOT is not a valid robot: expected the form namespace+name": {
			"QUAY_ROBOT=ci", "QUAY_OIDC_TOKEN=CANARY",
		},
		"QUAY_ROBOT is not a valid robot: expected the form namespace": {
			"QUAY_ROBOT=team+", "QUAY_OIDC_TOKEN=CANARY",
		},
		"QUAY_ROBOT is not a valid robot: expected the form": {
			"QUAY_ROBOT=team+a:b", "QUAY_OIDC_TOKEN=CANARY",
		},
		"QUAY_ROBOT needs a token of this job: give a GitHub job `permissions: id-token: wr": {"QUAY_ROBOT=team+ci"},
		"QUAY_OIDC_TOKEN_FILE is a relative path": {
			"QUAY_ROBOT=team+ci", "QUAY_OIDC_TOKEN_FILE=token",
		},
		"QUAY_CONFIG_FILE is a relative path": {
			"QUAY_CONFIG_FILE=config.json",
		},
		"QUAY_CONFIG_FILE names a file that cannot be read": {
			"QUAY_CONFIG_FILE=" + write(t, "") + "none",
		},
		"QUAY_CONFIG_FILE names an empty file": config("\n"),
		"QUAY_CONFIG_FILE has no entry for this registry": config(`{"auths":{"quay.io.evil.test":{"auth":"` +
			auth("u:CANARY") + `"},"quay.io/team":{"auth":"` + auth("u:CANARY") + `"}}}`),
		"QUAY_CONFIG_FILE contains an empty user name: a shell replaces " +
			"$oauthtoken": config(`{"auths":{"quay.io":{"auth":"` + auth(":CANARY") + `"}}}`),
		"QUAY_CONFIG_FILE has no password for this registry": config(`{"auths":{"quay.io":{"auth":"` + auth("u:") +
			`"}}}`),
		"QUAY_CONFIG_FILE, the entry for this registry: auth " +
			"is not padded": config(`{"auths":{"quay.io":{"auth":"CANARY!"}}}`),
		"QUAY_CONFIG_FILE contains an identity token": config(`{"auths":{"quay.io":{"identitytoken":"CANARY"}}}`),
		"QUAY_CONFIG_FILE, line 1, column 1":          config(`CANARY`),
	} {
		clear(t, env...)
		if _, _, err := chosen(t, "quay.io", userconfig.Rule{}); err == nil || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%q, want %s: %v", env, want, err)
		}
	}
}

// TestByRule: a rule's credential comes first, and a claimed host gets only that.
func TestByRule(t *testing.T) {
	token := write(t, "CANARY-T\r\n")
	config := write(t, `{"auths":{"quay.corp.example:8443":{"auth":"`+auth("team+corp:CANARY-C")+
		`"},"quay.io":{"auth":"`+auth("team+io:CANARY-I")+`"}}}`)
	variables := []string{"QUAY_USERNAME=u", "QUAY_PASSWORD=CANARY"}
	job := []string{"QUAY_OIDC_TOKEN=" + jwt(`{}`)}
	for _, c := range []struct {
		asked, user, path string
		env               []string
		want, err         string
	}{
		{"quay.io", "team+ci", token, variables, "team+ci CANARY-T", ""},
		{"quay.corp.example", "team+ci", token, variables, "team+ci CANARY-T", ""},
		{"quay.corp.example:8443", "", config, variables, "team+corp CANARY-C", ""},
		{"quay.io", "", config, variables, "team+io CANARY-I", ""},
		{"quay.io", "team+io", config, nil, "team+io CANARY-I", ""},
		{"quay.io", "team+corp", config, nil, "", "config.toml, line 7: username is not the one in credentials_file"},
		{"quay.corp.example", "", config, nil, "", "has no entry for this registry"},
		{"quay.corp.example", "", "", variables, "", "line 7: the rule has no credentials for this host"},
		{"quay.corp.example", "", "", append([]string{"QUAY_ROBOT=team+ci"}, job...), "",
			"the rule has no credentials for this host"},
		{"quay.corp.example", "team+ci", "", job, " ", ""},
		{"quay.io", "team+ci", "", append(job, variables...), " ", ""},
		{"quay.io", "", "", variables, "u CANARY", ""},
		{"quay.io", "team+ci", "", nil, "", "config.toml, line 7: username needs a token of this job"},
		{"quay.io", "", token, nil, "", "add username"},
		{"quay.io", "a:b", token, nil, "", "is not a user name"},
		{"quay.io", "u", "token", nil, "", "relative path"},
		{"quay.io", "u", token + "none", nil, "", "no such file"},
	} {
		clear(t, c.env...)
		u := userconfig.Rule{Found: true, Line: 7}
		u.Set(userconfig.Username, c.user)
		u.Set(userconfig.CredentialsFile, c.path)
		r, id, err := chosen(t, c.asked, u)
		got := id.Static.Username + " " + id.Static.Secret
		if (err == nil) != (c.err == "") || err == nil && got != c.want ||
			err != nil && (!strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "CANARY")) {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
		if c.want == " " && (r.host != parsed(t, c.asked).Registry() || r.audience != r.host || r.name != "team+ci") {
			t.Errorf("%+v: %+v", c, r)
		}
	}
	u := userconfig.Rule{Found: true, Line: 7}
	u.Set(userconfig.Tenant, "t")
	if _, _, err := chosen(t, "quay.io", u); err == nil ||
		!strings.Contains(err.Error(), "tenant is not used by docker-credential-quay") {
		t.Error(err)
	}
}
