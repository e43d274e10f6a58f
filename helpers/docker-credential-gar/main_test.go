package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

const (
	program = "docker-credential-gar"
	own     = "europe-west1-docker.pkg.dev"
)

func TestMain(m *testing.M) { helpertest.Main(m, program, main) }

func TestConformance(t *testing.T) {
	server := httptest.NewServer(faulty.Answer(http.StatusOK, faulty.JSON,
		`{"access_token":"s3cr:et","expires_in":3599}`))
	t.Cleanup(server.Close)
	helpertest.Conformance(t, helpertest.Helper{
		// This host grammar is the only one of three that allows nothing before a name, which
		// the script tries.
		Name: program, Own: "docker.europe-west1.rep.pkg.dev", User: user, Secret: "s3cr:et", Lister: true,
		Minting: true,
		Env: []string{"GOOGLE_AUTH_JSON=" + fakegoogle.ServiceAccount("ci@p.iam.gserviceaccount.com", "token_uri",
			server.URL+"/token"), "NO_GCE_CHECK=true"},
	})
}
