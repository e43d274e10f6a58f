package offline

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/rule"
)

const robot = "team+ci"

// clear leaves a test with these variables alone.
func clear(t *testing.T, env ...string) {
	t.Helper()
	for _, name := range []string{userVariable, passwordVariable, tokenVariable, configName, robotName, JobFile, JobVariable, audienceVariable,
		"ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "GITHUB_REPOSITORY", "GITHUB_REF", "GITHUB_JOB"} {
		t.Setenv(name, "") // so that it is put back
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

func jwt(claims string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".Q0FOQVJZ"
}

// TestPairs: each is answered byte for byte, the first in order, for the hosted
// registry.
func TestPairs(t *testing.T) {
	config := configName + "=" + write(t, `{"auths":{"other.example":{"auth":"`+auth("x:y")+`"},"quay.io":{"auth":"`+auth("team+file:CANARY-F")+`","email":""}}}`)
	for _, c := range []struct {
		env          []string
		user, secret string
	}{
		{[]string{"QUAY_USERNAME=team+ci", "QUAY_PASSWORD= p:w\n", "QUAY_TOKEN=t", config}, "team+ci", " p:w\n"},
		{[]string{"QUAY_USERNAME=$app", "QUAY_PASSWORD=p"}, "$app", "p"},
		{[]string{"QUAY_TOKEN=CANARY-T", config}, "$oauthtoken", "CANARY-T"},
		{[]string{config}, "team+file", "CANARY-F"},
		{[]string{"QUAY_USERNAME="}, "", ""},
		{nil, "", ""},
	} {
		clear(t, c.env...)
		s, err := Source(parsed(t, "quay.io/team/app"), rule.Rule{})
		if err != nil || s.Static.Username != c.user || s.Static.Secret != c.secret || s.None != (c.user == "") || s.Configured == s.None || strings.Contains(s.ID+s.Scope+s.Words, "CANARY") {
			t.Errorf("%q: %q, %q, %+v, %v", c.env, s.Static.Username, s.Static.Secret, s, err)
		}
	}
}

// TestMistakes: what is half there, or was eaten by a shell, is an error that says
// what to do.
func TestMistakes(t *testing.T) {
	config := func(text string) []string { return []string{configName + "=" + write(t, text)} }
	for want, env := range map[string][]string{
		"QUAY_USERNAME is not set, QUAY_PASSWORD is: set both":                             {"QUAY_PASSWORD=CANARY"},
		"QUAY_PASSWORD is not set, QUAY_USERNAME is: set both":                             {"QUAY_USERNAME=u"},
		"QUAY_USERNAME is empty, QUAY_PASSWORD is set: a shell takes $oauthtoken":          {"QUAY_USERNAME=", "QUAY_PASSWORD=CANARY"},
		"put the token of QUAY_USERNAME into QUAY_PASSWORD":                                {"QUAY_USERNAME=team+ci", "QUAY_TOKEN=CANARY"},
		"QUAY_USERNAME is no user name":                                                    {"QUAY_USERNAME=<token>", "QUAY_PASSWORD=CANARY"},
		"QUAY_USERNAME is no user name: set it":                                            {"QUAY_USERNAME=a:b", "QUAY_PASSWORD=CANARY"},
		"QUAY_ROBOT is no robot: it has the form namespace+name":                           {"QUAY_ROBOT=ci", "QUAY_OIDC_TOKEN=CANARY"},
		"QUAY_ROBOT is no robot: it has the form namespace":                                {"QUAY_ROBOT=team+", "QUAY_OIDC_TOKEN=CANARY"},
		"QUAY_ROBOT is no robot: it has the form":                                          {"QUAY_ROBOT=team+a:b", "QUAY_OIDC_TOKEN=CANARY"},
		"QUAY_ROBOT has no token to show: give a job on GitHub `permissions: id-token: wr": {"QUAY_ROBOT=team+ci"},
		"QUAY_OIDC_TOKEN_FILE is a relative path":                                          {"QUAY_ROBOT=team+ci", "QUAY_OIDC_TOKEN_FILE=token"},
		"QUAY_CONFIG_FILE is a relative path":                                              {"QUAY_CONFIG_FILE=config.json"},
		"reading the file of QUAY_CONFIG_FILE":                                             {"QUAY_CONFIG_FILE=" + write(t, "") + "none"},
		"the file of QUAY_CONFIG_FILE is empty":                                            config("\n"),
		"the file of QUAY_CONFIG_FILE has no entry for this registry":                      config(`{"auths":{"quay.io.evil.test":{"auth":"` + auth("u:CANARY") + `"},"quay.io/team":{"auth":"` + auth("u:CANARY") + `"}}}`),
		"the file of QUAY_CONFIG_FILE has an empty user name: a shell takes $oauthtoken":   config(`{"auths":{"quay.io":{"auth":"` + auth(":CANARY") + `"}}}`),
		"the file of QUAY_CONFIG_FILE has no password for this registry":                   config(`{"auths":{"quay.io":{"auth":"` + auth("u:") + `"}}}`),
		"the file of QUAY_CONFIG_FILE, the entry of this registry: auth is not padded":     config(`{"auths":{"quay.io":{"auth":"CANARY!"}}}`),
		"the file of QUAY_CONFIG_FILE holds an identity token":                             config(`{"auths":{"quay.io":{"identitytoken":"CANARY"}}}`),
		"the file of QUAY_CONFIG_FILE, line 1, column 1":                                   config(`CANARY`),
	} {
		clear(t, env...)
		if _, err := Source(parsed(t, "quay.io"), rule.Rule{}); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%q, want %s: %v", env, want, err)
		}
	}
}

// TestSameSource: what a source is called changes with the identity and with
// nothing else.
func TestSameSource(t *testing.T) {
	const claims = `{"iss":"https://ci.example","sub":"job:1","exp":1}`
	name := func(env ...string) string {
		clear(t, append([]string{"QUAY_ROBOT=" + robot}, env...)...)
		s, err := Source(parsed(t, "quay.io"), rule.Rule{})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(s.ID+s.Scope+s.Words, "CANARY") {
			t.Errorf("the source holds a secret: %+v", s)
		}
		return s.ID + "\x00" + s.Scope
	}
	onRunner := []string{"ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/1", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY", "GITHUB_REPOSITORY=o/r"}
	token, runner := name("QUAY_OIDC_TOKEN="+jwt(claims)), name(onRunner...)
	all := map[string]string{}
	for what, id := range map[string]string{
		"token": token, "runner": runner,
		"another robot":         name("QUAY_OIDC_TOKEN="+jwt(claims), "QUAY_ROBOT=team+cd"),
		"another subject":       name("QUAY_OIDC_TOKEN=" + jwt(strings.Replace(claims, "job:1", "job:2", 1))),
		"another issuer":        name("QUAY_OIDC_TOKEN=" + jwt(strings.Replace(claims, "ci.example", "cd.example", 1))),
		"another audience":      name("QUAY_OIDC_TOKEN="+jwt(claims), "QUAY_OIDC_AUDIENCE=quay"),
		"another job":           name(append(onRunner, "ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/2")...),
		"another repository":    name(append(onRunner, "GITHUB_REPOSITORY=o/s")...),
		"a runner's other robo": name(append(onRunner, "QUAY_ROBOT=team+cd")...),
	} {
		if other, taken := all[id]; taken {
			t.Errorf("%s is the same as %s: %q", what, other, id)
		}
		all[id] = what
	}
	for what, same := range map[string][2]string{
		"a new token of the same job": {token, name("QUAY_OIDC_TOKEN=" + jwt(strings.Replace(claims, `"exp":1`, `"exp":2`, 1)))},
		"the same token in a file":    {token, name("QUAY_OIDC_TOKEN_FILE=" + write(t, jwt(claims)+"\n"))},
		"a renewed proof":             {runner, name(append(onRunner, "ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY-2")...)},
		"the default audience":        {token, name("QUAY_OIDC_TOKEN="+jwt(claims), "QUAY_OIDC_AUDIENCE=quay.io")},
	} {
		if same[0] != same[1] {
			t.Errorf("%s: %q, before %q", what, same[1], same[0])
		}
	}
}

// TestRules: what a rule gives comes first, and a claimed host gets that alone.
func TestRules(t *testing.T) {
	token := write(t, "CANARY-T\r\n")
	config := write(t, `{"auths":{"quay.corp.example:8443":{"auth":"`+auth("team+corp:CANARY-C")+`"},"quay.io":{"auth":"`+auth("team+io:CANARY-I")+`"}}}`)
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
		{"quay.io", "team+corp", config, nil, "", "username in line 7 of config.toml is not the one of its credentials_file"},
		{"quay.corp.example", "", config, nil, "", "has no entry for this registry"},
		{"quay.corp.example", "", "", variables, "", "line 7: the rule does not say what this host gets"},
		{"quay.corp.example", "", "", append([]string{"QUAY_ROBOT=team+ci"}, job...), "", "the rule does not say what this host gets"},
		{"quay.corp.example", "team+ci", "", job, " ", ""},
		{"quay.io", "team+ci", "", append(job, variables...), " ", ""},
		{"quay.io", "", "", variables, "u CANARY", ""},
		{"quay.io", "team+ci", "", nil, "", "username in line 7 of config.toml has no token to show"},
		{"quay.io", "", token, nil, "", "add username"},
		{"quay.io", "a:b", token, nil, "", "is no user name"},
		{"quay.io", "u", "token", nil, "", "relative path"},
		{"quay.io", "u", token + "none", nil, "", "no such file"},
	} {
		clear(t, c.env...)
		u := rule.Rule{Found: true, Line: 7}
		u.Set(rule.Username, c.user)
		u.Set(rule.CredentialsFile, c.path)
		id, err := Find(parsed(t, c.asked), u)
		got := id.Static.Username + " " + id.Static.Secret
		if (err == nil) != (c.err == "") || err == nil && got != c.want || err != nil && (!strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "CANARY")) {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
		if c.want == " " && (id.Robot.Host != parsed(t, c.asked).Registry() || id.Robot.Audience != id.Robot.Host || id.Robot.Name != "team+ci") {
			t.Errorf("%+v: %+v", c, id.Robot)
		}
	}
	u := rule.Rule{Found: true, Line: 7}
	u.Set(rule.Tenant, "t")
	if _, err := Source(parsed(t, "quay.io"), u); err == nil || !strings.Contains(err.Error(), "tenant means nothing to docker-credential-quay") {
		t.Error(err)
	}
}
