package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// chosen returns the identity for a requested name.
func chosen(t *testing.T, asked string, u userconfig.Rule) (connection, identity.Identity, error) {
	t.Helper()
	name, err := registry.Parse(asked)
	if err != nil {
		t.Fatal(err)
	}
	return identify(context.Background(), &inputs.Recorder{}, name, u)
}

// clear leaves a test with only these variables.
func clear(t *testing.T, env ...string) {
	t.Helper()
	for _, name := range []string{"DOCKER_USERNAME", "DOCKER_PASSWORD", "DOCKER_REGISTRY", "DOCKERHUB_USERNAME",
		"DOCKERHUB_TOKEN", "DOCKER_HUB_USERNAME", "DOCKER_HUB_PASSWORD",
		connectionVariable, lifeVariable, "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
		"GITHUB_REPOSITORY", "GITHUB_REF", "GITHUB_JOB"} {
		t.Setenv(name, "")
	}
	for _, assignment := range env {
		name, value, _ := strings.Cut(assignment, "=")
		t.Setenv(name, value)
	}
}

// TestPairs: the first pair in order is returned unchanged, and the generator's only if
// DOCKER_REGISTRY allows it for the requested registry.
func TestPairs(t *testing.T) {
	generator := []string{"DOCKER_USERNAME=gen", "DOCKER_PASSWORD= p:w\t\n"}
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
		{generator, "docker.io", "gen", " p:w\t"},
		{generator, "dhi.io", "gen", " p:w\t"},
		{with(last, hub, generator), "https://index.docker.io/v1/", "gen", " p:w\t"},
		{with(last, hub), "registry-1.docker.io", "two", "t2"},
		{last, "index.docker.io/library/nginx", "three", "t3"},
		{with(generator, []string{"DOCKER_REGISTRY=docker.io"}), "dhi.io", "gen", " p:w\t"},
		{with(generator, []string{"DOCKER_REGISTRY= https://index.docker.io/v1/ "}), "docker.io", "gen", " p:w\t"},
		{with(generator, []string{"DOCKER_REGISTRY=https://index.docker.io/"}), "docker.io", "gen", " p:w\t"},
		{with(generator, []string{"DOCKER_REGISTRY=http://docker.io"}), "docker.io", "gen", " p:w\t"},
		{with(generator, []string{"DOCKER_REGISTRY=dhi.io"}), "dhi.io", "gen", " p:w\t"},
		{with(generator, []string{"DOCKER_REGISTRY=dhi.io"}), "docker.io", "", ""},
		{with(generator, []string{"DOCKER_REGISTRY=quay.io"}), "docker.io", "", ""},
		{with(generator, []string{"DOCKER_REGISTRY=docker.io.evil.test"}), "docker.io", "", ""},
		{with(generator, []string{"DOCKER_REGISTRY=docker.io:5000"}), "docker.io", "", ""},
		{with(generator, []string{"DOCKER_REGISTRY=docker.io/team"}), "docker.io", "", ""},
		{with(generator, []string{"DOCKER_REGISTRY=https://u@docker.io"}), "docker.io", "", ""},
		{with(generator, hub, []string{"DOCKER_REGISTRY=quay.io"}), "docker.io", "two", "t2"},
		{with(hub, []string{connectionVariable + "=" + connectionID}), "docker.io", "two", "t2"},
		{nil, "docker.io", "", ""},
		{generator, "docker.io/v1/access-token", "", ""},
	} {
		clear(t, c.env...)
		_, s, err := chosen(t, c.asked, userconfig.Rule{})
		if err != nil || s.Static.Username != c.user || s.Static.Secret != c.secret || s.None != (c.user == "") ||
			s.Configured == s.None || strings.Contains(s.Label, "p:w") {
			t.Errorf("%q for %s: %q, %q, %+v, %v", c.env, c.asked, s.Static.Username, s.Static.Secret, s, err)
		}
	}
}

// TestMistakes: if half of a pair is missing, the error names it.
func TestMistakes(t *testing.T) {
	oidc := connectionVariable + "=" + connectionID
	for want, env := range map[string][]string{
		"DOCKER_USERNAME is set but DOCKER_PASSWORD is not: set both": {"DOCKER_USERNAME=u"},
		"DOCKER_PASSWORD is set but DOCKER_USERNAME is not: set both": {"DOCKER_PASSWORD=CANARY", oidc},
		"DOCKERHUB_USERNAME is set but DOCKERHUB_TOKEN is not: set both": {
			"DOCKERHUB_USERNAME=u", "DOCKER_HUB_USERNAME=u", "DOCKER_HUB_PASSWORD=CANARY",
		},
		"DOCKERHUB_TOKEN is set but DOCKERHUB_USERNAME is not: set both":      {"DOCKERHUB_TOKEN=CANARY"},
		"DOCKER_HUB_USERNAME is set but DOCKER_HUB_PASSWORD is not: set both": {"DOCKER_HUB_USERNAME=u"},
		"DOCKER_HUB_PASSWORD is set but DOCKER_HUB_USERNAME is not: set both": {"DOCKER_HUB_PASSWORD=CANARY"},
		"DOCKERHUB_OIDC_CONNECTIONID is set but DOCKERHUB_USERNAME is not": {
			oidc, "DOCKER_USERNAME=u", "DOCKER_REGISTRY=quay.io",
		},
		"DOCKERHUB_OIDC_CONNECTIONID is not a valid UUID: copy": {
			connectionVariable + "=" + connectionID + "0", "DOCKERHUB_USERNAME=acme",
		},
		"DOCKERHUB_OIDC_CONNECTIONID is not a valid UUID: copy the": {
			connectionVariable + "=acme", "DOCKERHUB_USERNAME=acme",
		},
		"DOCKERHUB_OIDC_CONNECTIONID is not a valid UUID: copy the connection's": {
			connectionVariable + "=" + strings.Replace(connectionID, "-", "0", 1), "DOCKERHUB_USERNAME=acme",
		},
		"DOCKERHUB_OIDC_EXPIREIN must be a number": {
			oidc, "DOCKERHUB_USERNAME=acme", lifeVariable + "=299",
		},
		"DOCKERHUB_OIDC_EXPIREIN must be a number of seconds from": {
			oidc, "DOCKERHUB_USERNAME=acme", lifeVariable + "=3601",
		},
		"DOCKERHUB_OIDC_EXPIREIN must be a number of seconds from 300 to 3600": {
			oidc, "DOCKERHUB_USERNAME=acme", lifeVariable + "=5m",
		},
		"DOCKERHUB_USERNAME is not a user name": {
			"DOCKERHUB_USERNAME=<token>", "DOCKERHUB_TOKEN=CANARY",
		},
		"DOCKERHUB_USERNAME is not a user name: set it": {
			"DOCKERHUB_USERNAME=a:b", "DOCKERHUB_TOKEN=CANARY",
		},
		"DOCKERHUB_USERNAME is not a user name: set it to": {oidc, "DOCKERHUB_USERNAME=a:b"},
	} {
		clear(t, env...)
		if _, _, err := chosen(t, "docker.io", userconfig.Rule{}); err == nil ||
			!strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%q: %v", env, err)
		}
	}
}

// TestByRule: a rule's credential comes first, and a claimed host gets only that.
func TestByRule(t *testing.T) {
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
		{"mirror.corp.example", "", "", []string{"DOCKERHUB_USERNAME=u", "DOCKERHUB_TOKEN=CANARY"}, "",
			"this host does not belong to Docker: add its username and credentials_file"},
		{"mirror.corp.example", "acme", "", []string{connectionVariable + "=" + connectionID}, "",
			"this host does not belong to Docker"},
		{"docker.io", "", "", []string{"DOCKERHUB_USERNAME=u", "DOCKERHUB_TOKEN=t"}, "u t", ""},
		{"docker.io", "acme", "", []string{connectionVariable + "=" + connectionID}, " ", ""},
		{"docker.io", "acme", "", nil, "", "username has no secret: add credentials_file"},
		{"docker.io", "", token, nil, "", "add username"},
		{"docker.io", "a:b", token, nil, "", "config.toml, line 7: username is not a user name"},
		{"docker.io", "bot", "token", nil, "", "config.toml, line 7: credentials_file is a relative path"},
		{"docker.io", "bot", token + "none", nil, "", "no such file"},
		{"docker.io/v1/refresh-token", "bot", token, nil, " ", ""},
	} {
		clear(t, c.env...)
		u := userconfig.Rule{Found: true, Line: 7}
		u.Set(userconfig.Username, c.user)
		u.Set(userconfig.CredentialsFile, c.path)
		_, s, err := chosen(t, c.asked, u)
		if got := s.Static.Username + " " + s.Static.Secret; (err == nil) != (c.err == "") ||
			err == nil && got != c.want || err != nil &&
			(!strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "CANARY")) {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
	u := userconfig.Rule{Found: true, Line: 7}
	u.Set(userconfig.Username, "bot")
	u.Set(userconfig.CredentialsFile, write("\n"))
	if _, _, err := chosen(t, "docker.io", u); err == nil ||
		!strings.Contains(err.Error(), "config.toml, line 7: credentials_file names an empty file") {
		t.Error(err)
	}
	u.Set(userconfig.Tenant, "t")
	if _, _, err := chosen(t, "docker.io", u); err == nil ||
		!strings.Contains(err.Error(), "tenant is not used by docker-credential-dockerhub") {
		t.Error(err)
	}
}
