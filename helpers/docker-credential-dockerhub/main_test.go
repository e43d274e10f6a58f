package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

const (
	program      = "docker-credential-dockerhub"
	own          = "docker.io"
	user         = "acme" // an organization
	connectionID = "0b5a4b4e-7a3e-4c55-9a51-0c8d7d1f2a3b"
)

func TestMain(m *testing.M) { helpertest.Main(m, program, main) }

// TestConformance: a pair is returned unchanged, like any login.
func TestConformance(t *testing.T) {
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: "dhi.io", User: "ann", Secret: "s3cr:et", Lister: true,
		Env: []string{"DOCKERHUB_USERNAME=ann", "DOCKERHUB_TOKEN=s3cr:et", "DOCKERCFG_KEEPER=none"},
	})
}

// TestConformanceOfExchange: a connection's token has the same form. The rest of the script is about
// credentials that are not exchanged.
func TestConformanceOfExchange(t *testing.T) {
	cloud := helpertest.NewExchange(t, tokenHost, faulty.Answer(200, faulty.JSON, `{"access_token":"CANARY-s3cret"}`))
	w := helpertest.NewWorld(t, program, own, append(append(cloud.Environment(), "DOCKERCFG_KEEPER=none"), job...)...)
	cloud.Handle(runner, vouch)
	for _, asked := range []string{own, "https://index.docker.io/v1/", "registry-1.docker.io:443",
		"index.docker.io/library/nginx\r\n"} {
		if got := w.Run(t, "get", asked).Password(t, user); got != "CANARY-s3cret" {
			t.Errorf("%s: %s", asked, got)
		}
	}
	// A rule may be for a single repository, so that one has its own token.
	if a := w.Run(t, "list", ""); a.Out != `{"index.docker.io":"acme"}`+"\n" || a.Err != "" || cloud.Exchanges() != 2 {
		t.Errorf("list: %+v, %d exchanges", a, cloud.Exchanges())
	}
}
