//go:build unix

package main

import (
	"strings"
	"testing"
)

// TestRule: a rule that names a helper overrides the table, and a store in a rule also saves the
// registry's logins.
func TestRule(t *testing.T) {
	s := newStage(t)
	s.rules(t, `
[[registry]]
hosts = ["registry.corp.example:5050"]
helper = "gitlab"

[[registry]]
match = "*.store.example"
helper = "pass"

[[registry]]
match = "quay.io/team"
helper = "vault-login"

[[registry]]
match = "quay.io"
username = "ann"
`)
	s.fake(t, "gitlab", gives("gitlab"))
	s.fake(t, "pass", gives("passed"))
	s.fake(t, "quay", gives("quay"))
	s.fake(t, "vault-login", gives("vault"))
	s.answers(t, "registry.corp.example:5050", "gitlab")
	s.answers(t, "a.store.example", "passed")
	s.answers(t, "quay.io/team/app", "vault")
	s.answers(t, "quay.io/other", "quay")
	s.answers(t, "quay.io", "quay")
	s.starts(t, "gitlab get", "pass get", "vault-login get", "quay get", "quay get")
	s.Anonymous(t, "registry.corp.example")
	s.Anonymous(t, "a.b.store.example")
	s.starts(t)

	if a := s.login(t, "a.store.example", "ann"); a.Code != 0 {
		t.Errorf("%+v", a)
	}
	if a := s.Run(t, "erase", "a.store.example"); a.Code != 0 {
		t.Errorf("%+v", a)
	}
	s.starts(t, "pass store", "pass erase")
	if a := s.login(t, "registry.corp.example:5050", "kept"); a.Code != 0 {
		t.Errorf("%+v", a)
	}
	s.answers(t, "registry.corp.example:5050", "kept")
	s.starts(t)
}

// TestWrongRules: a mistake affects only its own registry; a file that is not TOML does not affect a
// registry without a helper.
func TestWrongRules(t *testing.T) {
	s := newStage(t)
	s.fake(t, "gitlab", gives("gitlab"))
	s.fake(t, "quay", gives("quay"))
	s.rules(t, "[[registry]]\nmatch = \"own.example\"\nhelper = \"gitlab\"\ncolour = \"red\"\n")
	s.Fails(t, "config", "config.toml, line 4: there is no key colour")
	s.answers(t, "quay.io", "quay")
	s.Anonymous(t, "foreign.example")
	s.starts(t, "quay get")
	s.rules(t, "[[registry]\n")
	s.Anonymous(t, "foreign.example")
	s.answers(t, "quay.io", "quay")
	if a := s.Run(t, "list", ""); a.Code != 0 ||
		!strings.Contains(a.Err, "left out of the list: config: config.toml, line 1") {
		t.Errorf("%+v", a)
	}
}

// TestExplain: explain says which source would answer, by which rule, and what was not asked.
func TestExplain(t *testing.T) {
	s := newStage(t)
	s.rules(t, "[[registry]]\nhosts = [\"registry.corp.example\"]\nhelper = \"gitlab\"\n\n[[registry]]\n"+
		"match = \"pass.example\"\nhelper = \"pass\"\n")
	for _, short := range []string{"gitlab", "pass", "quay", "ecr", "secretservice"} {
		s.fake(t, short, gives(short))
	}
	s.explains(t, "registry.corp.example", "gitlab",
		"docker-credential-gitlab, by the rule in line 1 of config.toml: words of gitlab")
	s.explains(t, "quay.io", "quay", "docker-credential-quay, by its host name: words of quay")
	s.explains(t, private, "ecr", "docker-credential-ecr, by its host name: words of ecr")
	s.starts(t, "gitlab explain", "quay explain", "ecr explain")
	s.explains(t, "pass.example", "", "docker-credential-pass, by the rule in line 5 of config.toml; it is not part "+
		"of this suite, so it was not asked")
	s.starts(t)
	if a := s.Run(t, "explain", "foreign.example"); a.Code != 1 ||
		a.Out != "credentials not found in native keychain\n" {
		t.Errorf("%+v", a)
	}

	s.fake(t, "ecr", noneHere)
	s.login(t, private, "ann")
	s.login(t, "quay.io", "ann")
	s.explains(t, "quay.io", "ann", "docker-credential-file, because docker login was used: login saved in ")
	s.explains(t, private, "ann", "docker-credential-file, because docker login was used: login saved in ")
	if a := s.Run(t, "explain", private); strings.Contains(a.Out, "is asked where") {
		t.Errorf("the login that answers is said to be asked, too: %+v", a)
	}
	s.fake(t, "ecr", gives("AWS"))
	s.explains(t, private, "AWS", "words of AWS; the login kept by docker-credential-file is used if that identity "+
		"does not exist")

	// The desktop's store may have to be unlocked, so it is not asked.
	s.started(t)
	const desktop = "DOCKERCFG_KEEPER=secretservice"
	s.explains(t, "quay.io", "quay", "words of quay, unless there is a login kept by "+
		"docker-credential-secretservice, which was not asked", desktop)
	s.explains(t, private, "AWS", "by its host name: words of AWS\"", desktop)
	s.explains(t, "foreign.example", "", "login kept by docker-credential-secretservice, if there is one: it "+
		"was not asked", desktop)
	s.starts(t, "quay explain", "ecr explain")
}

// TestAmbient: the router passes on what a helper says about its identity.
func TestAmbient(t *testing.T) {
	s := newStage(t)
	s.fake(t, "ecr",
		`echo '{"Username":"AWS","Source":"any words","Cached":false,"Kind":"exchanged","Ambient":true,`+
			`"Configured":true}'`)
	if a := s.Run(t, "explain", private); a.Code != 0 || !strings.Contains(a.Out, `"Ambient":true,"Configured":true`) {
		t.Errorf("%+v", a)
	}
	s.fake(t, "ecr", gives("AWS"))
	if a := s.Run(t, "explain", private); a.Code != 0 || strings.Contains(a.Out, "Ambient") {
		t.Errorf("%+v", a)
	}
}

func (s stage) explains(t *testing.T, server, user, words string, env ...string) {
	t.Helper()
	a := s.Run(t, "explain", server, env...)
	if a.Code != 0 || a.Err != "" || !strings.Contains(a.Out,
		`"Username":"`+user+`","Helper":"docker-credential-auto","Source":"`) || !strings.Contains(a.Out, words) {
		t.Errorf("%s: %+v", server, a)
	}
}
