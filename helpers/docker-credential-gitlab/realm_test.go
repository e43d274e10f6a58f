package main

import (
	"testing"
)

// TestRealm: pull-through caches ask for the host that issues the registry's tokens. It gets the
// registry's credential: a login, or else the variables.
func TestRealm(t *testing.T) {
	w := newWorld(t)
	w.Anonymous(t, "gitlab.com")
	w.Anonymous(t, "gitlab.com", "GITLAB_TOKEN=CANARY", "GITLAB_HOST=git.example")
	w.answers(t, "gitlab.com", "oauth2", "CANARY", "variable GITLAB_TOKEN", "static", "GITLAB_TOKEN=CANARY")
	w.answers(t, "gitlab.com", "p", "CANARY-P", "variables CI_DEPENDENCY_PROXY_USER", "static", "GITLAB_TOKEN=CANARY",
		"CI_DEPENDENCY_PROXY_SERVER=gitlab.com:443", "CI_DEPENDENCY_PROXY_USER=p",
		"CI_DEPENDENCY_PROXY_PASSWORD=CANARY-P")
	job := []string{"CI_REGISTRY=r.example", "CI_SERVER_URL=https://git.example", "CI_REGISTRY_USER=u",
		"CI_REGISTRY_PASSWORD=CANARY-J"}
	w.answers(t, "git.example", "u", "CANARY-J", "variables CI_REGISTRY_USER", "static", job...)
	w.Anonymous(t, "gitlab.com", job...)
	w.Anonymous(t, "git.example.evil.test", job...)
	w.withStore(t)
	for host, secret := range map[string]string{own: "CANARY-R", "gitlab.com": "CANARY-G"} {
		if a := w.Run(t, "store", `{"ServerURL":"`+host+`","Username":"me","Secret":"`+secret+`"}`); a.Code != 0 {
			t.Fatalf("%+v", a)
		}
		if got := w.Run(t, "get", "gitlab.com", "GITLAB_TOKEN=no").Password(t, "me"); got != secret {
			t.Errorf("after a login to %s: %s", host, got)
		}
		if a := w.Run(t, "erase", host); a.Code != 0 {
			t.Fatalf("%+v", a)
		}
	}
}
