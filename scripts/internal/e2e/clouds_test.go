//go:build e2e

package e2e

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
)

// cloudHelper is a helper that exchanges an identity for a token, with its identity.
type cloudHelper struct {
	program, host, user string
	env                 []string
}

func cloudHelpers() []cloudHelper {
	return []cloudHelper{
		{"docker-credential-gar", "europe-west1-docker.pkg.dev", "oauth2accesstoken", []string{"GOOGLE_AUTH_JSON=" + fakegoogle.ServiceAccount("ci@p.iam.gserviceaccount.com")}},
		{"docker-credential-acr", "myregistry.azurecr.io", "00000000-0000-0000-0000-000000000000", []string{
			"AZURE_TENANT_ID=11111111-2222-3333-4444-555555555555", "AZURE_CLIENT_ID=aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "AZURE_CLIENT_SECRET=CANARY-SECRET"}},
		{"docker-credential-icr", "de.icr.io", "iambearer", []string{"IBMCLOUD_API_KEY=CANARY-KEY", "DOCKERCFG_STATIC=swap"}},
	}
}

// TestCloudsQuiet: for a foreign registry, a helper only reads the request. For a cached token,
// it opens the token's file and the files of the identity. In both cases it opens no socket
// and starts no program.
func TestCloudsQuiet(t *testing.T) {
	stage.Needs(t, stage.Strace)
	for _, h := range cloudHelpers() {
		t.Run(h.program, func(t *testing.T) {
			t.Parallel()
			cloud, err := fakecloud.Start(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(cloud.Close)
			fakeazure.Serve(cloud)
			fakegoogle.Serve(cloud)
			fakeibm.Serve(cloud)
			s := stage.New(t)
			s = s.With(append(cloud.Environment(), h.env...)...)
			first := s.Run(t, h.host, h.program, "get")
			if first.OK(t); !strings.Contains(first.Out, `"Username":"`+h.user+`"`) {
				t.Fatalf("%+v", first)
			}
			asked := len(cloud.Requests())
			cache := filepath.Join(s.Config, "dockercfg-cache")
			for _, c := range []struct {
				verb, host string
				code       int
			}{
				{"get", h.host + ".evil.test", 1}, {"get", "docker.io", 1}, {"get", "169.254.169.254", 1}, {"explain", h.host + ".evil.test", 1},
				{"get", h.host, 0}, {"explain", h.host, 0}, {"list", "", 0}, {"version", "", 0},
			} {
				r, did := watchCalls(t, s, c.host, h.program, c.verb)
				r.Exit(t, c.code)
				opened := slices.DeleteFunc(did.opened, func(path string) bool {
					return c.code == 0 && (path == cache || strings.HasPrefix(path, cache+"/"))
				})
				if len(did.sockets) > 0 || len(did.started) > 0 || len(opened) > 0 {
					t.Errorf("%s of %s: %+v", c.verb, c.host, did)
				}
			}
			if len(cloud.Requests()) != asked {
				t.Errorf("%d requests more", len(cloud.Requests())-asked)
			}
			if _, did := watchCalls(t, s.With("DOCKERCFG_CACHE=off"), h.host, h.program, "get"); len(did.sockets) == 0 {
				t.Error("a mint was not seen, so silence above is blindness")
			}
		})
	}
}
