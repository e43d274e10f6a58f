package offline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/rule"
)

const uuid = "0b5a4b4e-7a3e-4c55-9a51-0c8d7d1f2a3b"

// clear leaves a test with these variables alone.
func clear(t *testing.T, env ...string) {
	t.Helper()
	for _, name := range []string{"DOCKER_USERNAME", "DOCKER_PASSWORD", "DOCKER_REGISTRY", "DOCKERHUB_USERNAME", "DOCKERHUB_TOKEN", "DOCKER_HUB_USERNAME", "DOCKER_HUB_PASSWORD",
		connectionVariable, lifeVariable, "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "GITHUB_REPOSITORY", "GITHUB_REF", "GITHUB_JOB"} {
		t.Setenv(name, "")
	}
	for _, assignment := range env {
		name, value, _ := strings.Cut(assignment, "=")
		t.Setenv(name, value)
	}
}

// TestPairs: each pair is answered byte for byte, the first in order, and the
// generator's only where DOCKER_REGISTRY leaves it to the asked registry.
func TestPairs(t *testing.T) {
	generator := []string{"DOCKER_USERNAME=gen", "DOCKER_PASSWORD= p:w\n"}
	hub := []string{"DOCKERHUB_USERNAME=two", "DOCKERHUB_TOKEN=t2"}
	last := []string{"DOCKER_HUB_USERNAME=three", "DOCKER_HUB_PASSWORD=t3"}
	with := func(parts ...[]string) (all []string) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	for _, c := range []struct {
		env          []string
		asked        string
		user, secret string
	}{
		{generator, "docker.io", "gen", " p:w\n"},
		{generator, "dhi.io", "gen", " p:w\n"},
		{with(last, hub, generator), "https://index.docker.io/v1/", "gen", " p:w\n"},
		{with(last, hub), "registry-1.docker.io", "two", "t2"},
		{last, "index.docker.io/library/nginx", "three", "t3"},
		{with(generator, []string{"DOCKER_REGISTRY=docker.io"}), "dhi.io", "gen", " p:w\n"},
		{with(generator, []string{"DOCKER_REGISTRY= https://index.docker.io/v1/ "}), "docker.io", "gen", " p:w\n"},
		{with(generator, []string{"DOCKER_REGISTRY=https://index.docker.io/"}), "docker.io", "gen", " p:w\n"},
		{with(generator, []string{"DOCKER_REGISTRY=http://docker.io"}), "docker.io", "gen", " p:w\n"},
		{with(generator, []string{"DOCKER_REGISTRY=dhi.io"}), "dhi.io", "gen", " p:w\n"},
		{with(generator, []string{"DOCKER_REGISTRY=dhi.io"}), "docker.io", "", ""},
		{with(generator, []string{"DOCKER_REGISTRY=quay.io"}), "docker.io", "", ""},
		{with(generator, []string{"DOCKER_REGISTRY=docker.io.evil.test"}), "docker.io", "", ""},
		{with(generator, []string{"DOCKER_REGISTRY=docker.io:5000"}), "docker.io", "", ""},
		{with(generator, []string{"DOCKER_REGISTRY=docker.io/team"}), "docker.io", "", ""},
		{with(generator, []string{"DOCKER_REGISTRY=https://u@docker.io"}), "docker.io", "", ""},
		{with(generator, hub, []string{"DOCKER_REGISTRY=quay.io"}), "docker.io", "two", "t2"},
		{with(hub, []string{connectionVariable + "=" + uuid}), "docker.io", "two", "t2"},
		{nil, "docker.io", "", ""},
		{generator, "docker.io/v1/access-token", "", ""},
	} {
		clear(t, c.env...)
		s, err := Source(parsed(t, c.asked), rule.Rule{})
		if err != nil || s.Static.Username != c.user || s.Static.Secret != c.secret || s.None != (c.user == "") || s.Configured == s.None || strings.Contains(s.ID+s.Scope+s.Words, "p:w") {
			t.Errorf("%q for %s: %q, %q, %+v, %v", c.env, c.asked, s.Static.Username, s.Static.Secret, s, err)
		}
	}
}

// TestMistakes: what is half there is an error that names the other half.
func TestMistakes(t *testing.T) {
	connection := connectionVariable + "=" + uuid
	for want, env := range map[string][]string{
		"DOCKER_PASSWORD is not set, DOCKER_USERNAME is: set both":                      {"DOCKER_USERNAME=u"},
		"DOCKER_USERNAME is not set, DOCKER_PASSWORD is: set both":                      {"DOCKER_PASSWORD=CANARY", connection},
		"DOCKERHUB_TOKEN is not set, DOCKERHUB_USERNAME is: set both":                   {"DOCKERHUB_USERNAME=u", "DOCKER_HUB_USERNAME=u", "DOCKER_HUB_PASSWORD=CANARY"},
		"DOCKERHUB_USERNAME is not set, DOCKERHUB_TOKEN is: set both":                   {"DOCKERHUB_TOKEN=CANARY"},
		"DOCKER_HUB_PASSWORD is not set, DOCKER_HUB_USERNAME is: set both":              {"DOCKER_HUB_USERNAME=u"},
		"DOCKER_HUB_USERNAME is not set, DOCKER_HUB_PASSWORD is: set both":              {"DOCKER_HUB_PASSWORD=CANARY"},
		"DOCKERHUB_USERNAME is not set, DOCKERHUB_OIDC_CONNECTIONID is":                 {connection, "DOCKER_USERNAME=u", "DOCKER_REGISTRY=quay.io"},
		"DOCKERHUB_OIDC_CONNECTIONID is no UUID: copy":                                  {connectionVariable + "=" + uuid + "0", "DOCKERHUB_USERNAME=acme"},
		"DOCKERHUB_OIDC_CONNECTIONID is no UUID: copy the":                              {connectionVariable + "=acme", "DOCKERHUB_USERNAME=acme"},
		"DOCKERHUB_OIDC_CONNECTIONID is no UUID: copy the connection's":                 {connectionVariable + "=" + strings.Replace(uuid, "-", "0", 1), "DOCKERHUB_USERNAME=acme"},
		"DOCKERHUB_OIDC_EXPIREIN is none: set it to seconds from 300 to 3600":           {connection, "DOCKERHUB_USERNAME=acme", lifeVariable + "=299"},
		"DOCKERHUB_OIDC_EXPIREIN is none: set it to seconds from 300 to 3600, or":       {connection, "DOCKERHUB_USERNAME=acme", lifeVariable + "=3601"},
		"DOCKERHUB_OIDC_EXPIREIN is none: set it to seconds from 300 to 3600, or unset": {connection, "DOCKERHUB_USERNAME=acme", lifeVariable + "=5m"},
		"DOCKERHUB_USERNAME is no user name":                                            {"DOCKERHUB_USERNAME=<token>", "DOCKERHUB_TOKEN=CANARY"},
		"DOCKERHUB_USERNAME is no user name: set it":                                    {"DOCKERHUB_USERNAME=a:b", "DOCKERHUB_TOKEN=CANARY"},
		"DOCKERHUB_USERNAME is no user name: set it to":                                 {connection, "DOCKERHUB_USERNAME=a:b"},
	} {
		clear(t, env...)
		if _, err := Source(parsed(t, "docker.io"), rule.Rule{}); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%q: %v", env, err)
		}
	}
}

// TestSameSource: what a source is called changes with the identity and with
// nothing else.
func TestSameSource(t *testing.T) {
	name := func(env ...string) string {
		clear(t, append([]string{connectionVariable + "=" + uuid, "DOCKERHUB_USERNAME=acme", "ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/1", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY", "GITHUB_REPOSITORY=o/r"}, env...)...)
		s, err := Source(parsed(t, "docker.io"), rule.Rule{})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(s.ID+s.Scope+s.Words, "CANARY") {
			t.Errorf("the source holds a secret: %+v", s)
		}
		return s.ID + "\x00" + s.Scope
	}
	first := name()
	all := map[string]string{first: "the first"}
	for what, env := range map[string]string{
		"another connection": connectionVariable + "=" + strings.Replace(uuid, "0", "1", 1), "another organisation": "DOCKERHUB_USERNAME=acme2", "another job": "ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/2",
		"another repository": "GITHUB_REPOSITORY=o/s", "another life": lifeVariable + "=600", "no runner": "ACTIONS_ID_TOKEN_REQUEST_TOKEN=",
	} {
		id := name(env)
		if other, taken := all[id]; taken {
			t.Errorf("%s is the same as %s: %q", what, other, id)
		}
		all[id] = what
	}
	for what, env := range map[string]string{
		"a renewed proof": "ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY-2", "upper case": connectionVariable + "= " + strings.ToUpper(uuid) + " ", "the default life": lifeVariable + "= 300",
	} {
		if id := name(env); id != first {
			t.Errorf("%s: %q, before %q", what, id, first)
		}
	}
}

// TestRules: what a rule gives comes first, and a claimed host gets that alone.
func TestRules(t *testing.T) {
	dir := t.TempDir()
	write := func(text string) string {
		path := filepath.Join(dir, "token")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	token := write("CANARY-T\r\n")
	for _, c := range []struct {
		asked, user, path string
		env               []string
		want, err         string
	}{
		{"docker.io", "bot", token, []string{"DOCKERHUB_USERNAME=u", "DOCKERHUB_TOKEN=CANARY"}, "bot CANARY-T", ""},
		{"mirror.corp.example", "bot", token, nil, "bot CANARY-T", ""},
		{"mirror.corp.example", "", "", []string{"DOCKERHUB_USERNAME=u", "DOCKERHUB_TOKEN=CANARY"}, "", "this host is none of Docker's: add the username and the credentials_file"},
		{"mirror.corp.example", "acme", "", []string{connectionVariable + "=" + uuid}, "", "this host is none of Docker's"},
		{"docker.io", "", "", []string{"DOCKERHUB_USERNAME=u", "DOCKERHUB_TOKEN=t"}, "u t", ""},
		{"docker.io", "acme", "", []string{connectionVariable + "=" + uuid}, " ", ""},
		{"docker.io", "acme", "", nil, "", "username has no secret: add credentials_file"},
		{"docker.io", "", token, nil, "", "add username"},
		{"docker.io", "a:b", token, nil, "", "username in line 7 of config.toml is no user name"},
		{"docker.io", "bot", "token", nil, "", "relative path"},
		{"docker.io", "bot", token + "none", nil, "", "no such file"},
		{"docker.io/v1/refresh-token", "bot", token, nil, " ", ""},
	} {
		clear(t, c.env...)
		u := rule.Rule{Found: true, Line: 7}
		u.Set(rule.Username, c.user)
		u.Set(rule.CredentialsFile, c.path)
		s, err := Source(parsed(t, c.asked), u)
		if got := s.Static.Username + " " + s.Static.Secret; (err == nil) != (c.err == "") || err == nil && got != c.want || err != nil && (!strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "CANARY")) {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
	u := rule.Rule{Found: true, Line: 7}
	u.Set(rule.Username, "bot")
	u.Set(rule.CredentialsFile, write("\n"))
	if _, err := Source(parsed(t, "docker.io"), u); err == nil || !strings.Contains(err.Error(), "is empty") {
		t.Error(err)
	}
	u.Set(rule.Tenant, "t")
	if _, err := Source(parsed(t, "docker.io"), u); err == nil || !strings.Contains(err.Error(), "tenant means nothing to docker-credential-dockerhub") {
		t.Error(err)
	}
}
