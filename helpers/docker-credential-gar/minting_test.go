package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// TestMinting runs the common tests with Google's real host names.
func TestMinting(t *testing.T) {
	const email = "ci@p.iam.gserviceaccount.com"
	helpertest.Minting{
		Program: program, Own: own, User: user,
		New: func(t *testing.T, env ...string) (*helpertest.World, helpertest.Cloud) {
			w := newWorld(t, append([]string{"GOOGLE_AUTH_JSON=" + fakegoogle.ServiceAccount(email)}, env...)...)
			return w.World, w.Exchange
		},
		Other: func(i int) string { return fmt.Sprintf("r%d-docker.pkg.dev", i) },
		Hosts: []string{own, "gcr.io", "eu.gcr.io", "docker.us-east1.rep.pkg.dev"},
		Heavy: []string{"golang.org/x/oauth2", "golang.org/x/oauth2/google",
			"golang.org/x/oauth2/google/externalaccount"},
		Token: func(token, life string) http.HandlerFunc {
			var fields []string
			if token != "" {
				fields = append(fields, `"access_token":`+token)
			}
			if life != "" {
				fields = append(fields, `"expires_in":`+life)
			}
			return faulty.Answer(http.StatusOK, faulty.JSON,
				"{"+strings.Join(append(fields, `"token_type":"Bearer"`), ",")+"}")
		},
	}.Test(t)
}
