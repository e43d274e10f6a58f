package main

import (
	"os"
	"strings"
	"testing"
)

const (
	tenant     = "containers.octo-corp.ghe.com"
	enterprise = "containers.github.corp.example"
	packages   = "docker.pkg.github.com"

	claims = `
[[registry]]
helper = "ghcr"
hosts = ["containers.github.corp.example", "containers.ports.example:8443", "docker.pkg.github.com"]
`
)

// TestVariables: the token and the user for each registry, in gh's order.
func TestVariables(t *testing.T) {
	w := newWorld(t)
	w.rules(t, claims)
	for _, c := range []struct {
		env                 string
		asked, user, secret string
		words, kind         string
	}{
		{"GH_TOKEN=CANARY-1 GITHUB_TOKEN=CANARY-2", own, user, "CANARY-1", "token of GH_TOKEN", "static"},
		{"GITHUB_TOKEN=CANARY-2", own, user, "CANARY-2", "token of GITHUB_TOKEN", "static"},
		{"GITHUB_TOKEN=CANARY-2 GH_TOKEN=", own + "/octo/app", user, "CANARY-2", "token of GITHUB_TOKEN", "static"},
		{"GH_TOKEN=CANARY-1 GITHUB_ACTOR=dependabot[bot]", own, "dependabot[bot]", "CANARY-1", "token of GH_TOKEN",
			"static"},
		{"GH_TOKEN=CANARY-1", tenant, user, "CANARY-1", "token of GH_TOKEN", "static"},
		{"GH_TOKEN=CANARY-1 GH_ENTERPRISE_TOKEN=CANARY-E", packages, user, "CANARY-1", "token of GH_TOKEN", "static"},
		{"GH_TOKEN=CANARY-1 GH_ENTERPRISE_TOKEN=CANARY-E GITHUB_ENTERPRISE_TOKEN=CANARY-F", enterprise, user,
			"CANARY-E", "token of GH_ENTERPRISE_TOKEN", "static"},
		{"GH_TOKEN=CANARY-1 GITHUB_ENTERPRISE_TOKEN=CANARY-F", "containers.ports.example:8443", user, "CANARY-F",
			"token of GITHUB_ENTERPRISE_TOKEN", "static"},
		// A token that expires with its job, or within an hour, is not long-lived.
		{"GITHUB_ACTIONS=true GITHUB_TOKEN=CANARY-J GITHUB_ACTOR=octocat", own, "octocat", "CANARY-J",
			"token of GITHUB_TOKEN", "exchanged"},
		{"GITHUB_ACTIONS=true GH_TOKEN=CANARY-1", own, user, "CANARY-1", "token of GH_TOKEN", "static"},
		{"GITHUB_ACTIONS=false GITHUB_TOKEN=CANARY-J", own, user, "CANARY-J", "token of GITHUB_TOKEN", "static"},
		{"GH_TOKEN=ghs_CANARY", own, user, "ghs_CANARY", "token of GH_TOKEN", "exchanged"},
		{"GH_TOKEN=github_pat_CANARY", own, user, "github_pat_CANARY",
			"token of GH_TOKEN, a fine-grained token, which the registry may refuse", "static"},
		// A job's token is for the GitHub that the job runs on.
		{"GITHUB_ACTIONS=true GITHUB_SERVER_URL=https://github.com GITHUB_TOKEN=CANARY-J", own, user, "CANARY-J",
			"token of GITHUB_TOKEN", "exchanged"},
		{"GITHUB_ACTIONS=true GITHUB_SERVER_URL=https://octo-corp.ghe.com GITHUB_TOKEN=CANARY-J", tenant, user,
			"CANARY-J", "token of GITHUB_TOKEN", "exchanged"},
		{"GITHUB_ACTIONS=true GITHUB_SERVER_URL=https://github.corp.example GITHUB_TOKEN=CANARY-J GH_TOKEN=CANARY-1",
			own, user, "CANARY-1", "token of GH_TOKEN", "static"},
	} {
		w.answers(t, c.asked, c.user, c.secret, c.words, c.kind, strings.Fields(c.env)...)
	}
	if len(w.Tokens(t)) != 0 {
		t.Error("something was kept")
	}
}

// TestNeverElsewhere: no token is used for a registry that it is not for; the pull is then anonymous.
func TestNeverElsewhere(t *testing.T) {
	w := newWorld(t)
	w.rules(t, claims)
	const all = "GH_ENTERPRISE_TOKEN=CANARY-E GITHUB_ENTERPRISE_TOKEN=CANARY-F"
	for asked, env := range map[string]string{
		own: all, tenant: all, packages: all, own + ":443": all, "https://" + own + "/v2/": all,
		enterprise: "GH_TOKEN=CANARY-1 GITHUB_TOKEN=CANARY-2",
		"containers.ports.example:8443": "GH_TOKEN=CANARY-1 GITHUB_TOKEN=CANARY-2 GITHUB_ACTIONS=true " +
			"GITHUB_SERVER_URL=https://ports.example",
		"containers.ports.example": all + " GH_TOKEN=CANARY-1",
		"x." + enterprise:          all + " GH_TOKEN=CANARY-1",
		"github.corp.example":      all + " GH_TOKEN=CANARY-1",
		"containers.ghe.com":       all + " GH_TOKEN=CANARY-1",
		"octo-corp.ghe.com":        all + " GH_TOKEN=CANARY-1",
	} {
		w.Anonymous(t, asked, strings.Fields(env)...)
	}
	for _, server := range []string{"https://github.corp.example", "https://octo-corp.ghe.com",
		"https://github.com.evil.example", "github.com@evil.example", "https://github.com:8443"} {
		w.Anonymous(t, own, "GITHUB_ACTIONS=true", "GITHUB_SERVER_URL="+server, "GITHUB_TOKEN=CANARY-J")
	}
	w.Anonymous(t, tenant, "GITHUB_ACTIONS=true", "GITHUB_SERVER_URL=https://github.com", "GITHUB_TOKEN=CANARY-J")
	w.Anonymous(t, own)
	if e := w.Run(t, "explain", own); e.Out != "credentials not found in native keychain\n" {
		t.Errorf("explain: %+v", e)
	}
}

// TestDamagedToken: the error names a token with a newline or a space in it, before a registry refuses it
// without a reason.
func TestDamagedToken(t *testing.T) {
	w := newWorld(t)
	w.rules(t, claims)
	for _, token := range []string{"CANARY\n\n", "CANARY 1", " CANARY", "CANARY\t", "CANARY\u00e9",
		strings.Repeat("CANARY-", 10000)} {
		w.Fails(t, "config", "GH_TOKEN does not contain a valid token", "GH_TOKEN="+token)
		w.Fails(t, "config", "GITHUB_TOKEN does not contain a valid token", "GITHUB_TOKEN="+token)
	}
	w.Own = enterprise
	w.Fails(t, "config", "GH_ENTERPRISE_TOKEN does not contain a valid token", "GH_ENTERPRISE_TOKEN=CANARY 1")
}

// TestRules: a rule sets the user, and claims Enterprise Servers but no host in GitHub's own domains.
func TestRules(t *testing.T) {
	w := newWorld(t, "GH_TOKEN=CANARY-1", "GH_ENTERPRISE_TOKEN=CANARY-E", "GITHUB_ACTOR=octocat")
	w.rules(t, `
[[registry]]
match = "ghcr.io"
username = "mona"

[[registry]]
helper = "ghcr"
hosts = ["containers.ghe.com", "octo-corp.ghe.com", "a.containers.octo.ghe.com", "ghe.com", "github.com", "npm.pkg.github.com", "ghcr.io:8443", "x.ghcr.io", "docker.pkg.github.com:8443"]

[[registry]]
match = "containers.profile.ghe.com"
profile = "p"

[[registry]]
match = "containers.source.ghe.com"
source = "CANARY"

[[registry]]
helper = "ecr"
match = "containers.*.ghe.com"
profile = "p"

[[registry]]
helper = "gitlab"
hosts = ["containers.other.example"]
`)
	w.answers(t, own, "mona", "CANARY-1", "token of GH_TOKEN, by the rule in line 2 of config.toml", "static")
	w.answers(t, tenant, "octocat", "CANARY-1", "token of GH_TOKEN", "static") // another helper's rule is ignored
	w.Anonymous(t, "containers.other.example")
	for _, asked := range []string{"containers.ghe.com", "octo-corp.ghe.com", "a.containers.octo.ghe.com", "ghe.com",
		"github.com", "npm.pkg.github.com", "ghcr.io:8443", "x.ghcr.io", "docker.pkg.github.com:8443"} {
		w.Own = asked
		w.Fails(t, "config", "that is not a container registry of GitHub: claim ghcr.io")
	}
	w.Own = "containers.profile.ghe.com"
	w.Fails(t, "config", "profile is not used by docker-credential-ghcr")
	w.Own = "containers.source.ghe.com"
	w.Fails(t, "config", `source must be "gh", or not set`)
}

// TestLookAlikes: a look-alike of GitHub's registries gets no token, starts no program and makes no
// connection.
func TestLookAlikes(t *testing.T) {
	w := newWorld(t, "GH_TOKEN=CANARY-1", "GITHUB_TOKEN=CANARY-2", "GH_ENTERPRISE_TOKEN=CANARY-E",
		"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	w.gh(t, "echo CANARY-GH")
	w.rules(t, "[[registry]]\nhelper = \"ghcr\"\n"+
		"match = [\"*.io\", \"*.com\", \"*.example\", \"*.*.example\", \"*.*.*.*.*.example\"]\nsource = \"gh\"\n")
	keeper := w.File(t, "bin/docker-credential-secretservice", "#!/bin/sh\necho keeper >>'"+w.Home+"/calls'\nexit 1\n")
	if err := os.Chmod(keeper, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{own, tenant} {
		for _, asked := range []string{
			host + ".evil.example", "evil" + host, "evil-" + host, "x." + host, "x.y." + host, host + ".",
			host + ":8443", host + ":80", "http://" + host,
			"ftp://" + host, "evil.example/" + host, host + "x", strings.Replace(host, ".", "-", 1),
			strings.Replace(host, ".", "_", 1),
		} {
			w.Anonymous(t, asked)
			if e := w.Run(t, "explain", asked); e.Code != 1 || !strings.HasPrefix(e.Out, "credentials not found") {
				t.Errorf("explain of %s: %+v", asked, e)
			}
		}
		for _, asked := range []string{
			host + "@evil.example", "https://" + host + "@evil.example/", "evil.example?" + host,
			"evil.example#" + host, "evil.example\\" + host,
			strings.Replace(host, ".", "%2e", 1), host + "\nevil.example", host + "\x00",
			strings.Replace(host, ".", "\u2024", 1), host + "/../x", host + ":",
		} {
			if a := w.Run(t, "get", asked); a.Code != 1 || !strings.HasPrefix(a.Out, program+": input: ") {
				t.Errorf("%q: %+v", asked, a)
			}
		}
	}
	if calls := w.calls(); len(calls) != 0 {
		t.Errorf("programs were started: %q", calls)
	}
}

// TestLogin: a login overrides the variables until logout, and is only accepted for our registries.
func TestLogin(t *testing.T) {
	w := newWorld(t, "GH_TOKEN=CANARY-1")
	w.rules(t, claims)
	w.withStore(t)
	for _, host := range []string{own, tenant, enterprise} {
		if a := w.Run(t, "store", `{"ServerURL":"`+host+`","Username":"me","Secret":"CANARY-`+host+
			`"}`); a.Code != 0 || a.Out != "" {
			t.Fatalf("store of %s: %+v", host, a)
		}
		if a := w.Run(t, "get", host); a.Password(t, "me") != "CANARY-"+host || a.Err != "" {
			t.Errorf("after the login: %+v", a)
		}
		if e := w.Run(t, "explain", host); !strings.Contains(e.Out, `"Source":"login kept by docker-credential-file"`) {
			t.Errorf("explain: %+v", e)
		}
	}
	if a := w.Run(t, "get", "https://ghcr.io/v2/"); a.Password(t, "me") != "CANARY-ghcr.io" {
		t.Errorf("another spelling: %+v", a)
	}
	for _, foreign := range []string{"ghcr.io.evil.example", "containers.ghe.com", "docker.io"} {
		if a := w.Run(t, "store", `{"ServerURL":"`+foreign+`","Username":"me","Secret":"CANARY"}`); a.Code != 1 ||
			!strings.Contains(a.Out, ": input: ") {
			t.Errorf("store of %s: %+v", foreign, a)
		}
	}
	for _, host := range []string{own, enterprise} {
		if a := w.Run(t, "erase", host); a.Code != 0 || a.Out+a.Err != "" {
			t.Errorf("erase: %+v", a)
		}
	}
	w.answers(t, own, user, "CANARY-1", "token of GH_TOKEN", "static")
	w.Anonymous(t, enterprise)
}

// TestStrayCharacters: characters that an env file or a shell adds to a token.
func TestStrayCharacters(t *testing.T) {
	w := newWorld(t)
	w.rules(t, claims)
	w.Strays(t, "GH_TOKEN", "ghp_CANARY")
	w.Strays(t, "GITHUB_TOKEN", "ghp_CANARY")
	w.Own = enterprise
	w.Strays(t, "GH_ENTERPRISE_TOKEN", "ghp_CANARY")
	w.Strays(t, "GITHUB_ENTERPRISE_TOKEN", "ghp_CANARY")
}
