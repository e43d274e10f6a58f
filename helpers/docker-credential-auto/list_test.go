//go:build unix

package main

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestList merges the parts; one that fails is left out and named.
func TestList(t *testing.T) {
	s := newStage(t)
	s.fake(t, "ecr", gives("ecr"))
	s.fake(t, "quay", gives("quay"))
	s.fake(t, "ghcr", `echo "docker-credential-ghcr: store: it is broken"; exit 1`)
	s.fake(t, "icr", `echo "CANARY, not JSON"`)
	s.login(t, "kept.example", "ann")
	a := s.Run(t, "list", "", "DOCKER_NAMED__EXAMPLE_USR=v", "DOCKER_NAMED__EXAMPLE_PSW=CANARY")
	if a.Code != 0 || a.Out != `{"kept.example":"ann","listed.ecr.example":"ecr","listed.quay.example":"quay","named.example":"v"}`+"\n" {
		t.Errorf("%+v", a)
	}
	for _, want := range []string{"left out of the list: store: docker-credential-ghcr: it is broken", "left out of the list: helper: docker-credential-icr: its list is refused"} {
		if !strings.Contains(a.Err, want) {
			t.Errorf("%q is not said: %q", want, a.Err)
		}
	}
	if strings.Count(a.Err, "\n") != 2 {
		t.Errorf("%q", a.Err)
	}
}

// TestListIsBounded: a store that waits to be unlocked does not hold up the rest.
func TestListIsBounded(t *testing.T) {
	s := newStage(t, "DOCKERCFG_KEEPER=pass")
	s.fake(t, "pass", "sleep 60")
	s.fake(t, "quay", gives("quay"))
	a := s.Run(t, "list", "")
	if a.Code != 0 || a.Out != `{"listed.quay.example":"quay"}`+"\n" || !strings.Contains(a.Err, "docker-credential-pass: it did not answer in time") || a.Took > 8*time.Second {
		t.Errorf("%+v", a)
	}
}

// TestLiteral: registries that config.toml names in full are listed on a machine
// that has no token yet, if there is an identity for them.
func TestLiteral(t *testing.T) {
	s := newStage(t)
	s.rules(t, `
[[registry]]
match = ["`+private+`", "*.dkr.ecr.*.amazonaws.com"]
profile = "prod"

[[registry]]
hosts = ["registry.corp.example:5050"]
helper = "gitlab"

[[registry]]
match = ["quay.io", "other.example"]

[[registry]]
match = "pass.example"
helper = "pass"
`)
	named := func(user string) string {
		return strings.Replace(gives(user), `{"listed.`+user+`.example":"`+user+`"}`, `{}`, 1)
	}
	s.fake(t, "ecr", named("AWS"))
	s.fake(t, "gitlab", named("gitlab-ci-token"))
	s.fake(t, "quay", `case $1 in list) echo "{}";; *) `+nothing+`;; esac`)
	s.fake(t, "pass", strings.Replace(gives("passed"), "listed.passed", "pass", 1))
	a := s.Run(t, "list", "")
	if a.Code != 0 || a.Err != "" || a.Out != `{"`+private+`":"AWS","pass.example":"passed","registry.corp.example:5050":"gitlab-ci-token"}`+"\n" {
		t.Errorf("%+v", a)
	}
}

// TestMerge: of what several list, it is named who would answer.
func TestMerge(t *testing.T) {
	got := merge([]part{
		{listed: map[string]string{"quay.io": "robot", "ghcr.io": "x"}},
		{logins: true, listed: map[string]string{"https://quay.io": "ann", azure: "ann", "Upper.example": "up", "https://upper.example": "low"}},
		{cloud: true, listed: map[string]string{azure: "az"}},
	})
	want := map[string]string{
		"quay.io": "ann", "https://quay.io": "ann", "ghcr.io": "x", azure: "az", "Upper.example": "up", "https://upper.example": "low",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
