//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// TestECRAccountHome: without HOME, the SDK uses the home directory in the account entry and the
// files there. The entry is an input of the token.
func TestECRAccountHome(t *testing.T) {
	if !apart(t) {
		return
	}
	server, s := amazon(t, stage.New(t))
	s = s.With("HOME=", "DOCKER_CONFIG=", "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=", "DOCKERCFG_CACHE_DIR="+filepath.Join(s.Temp, "cache"))
	homes := map[string]string{}
	for _, who := range []string{"AKIAONE", "AKIATWO"} {
		homes[who] = t.TempDir()
		if err := os.Mkdir(filepath.Join(homes[who], ".aws"), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(homes[who], ".aws", "credentials"), "[default]\naws_access_key_id = "+who+"\naws_secret_access_key = CANARY-KEY\n")
	}
	accounts := filepath.Join(t.TempDir(), "passwd")
	write(t, accounts, "")
	for n, who := range []string{"AKIAONE", "AKIATWO", "AKIAONE"} {
		if err := os.WriteFile(accounts, []byte("root:x:0:0:root:"+homes[who]+":/bin/sh\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			mount(t, accounts, "/etc/passwd", "", syscall.MS_BIND, "")
		}
		for range 2 {
			r := s.Run(t, ecrHost, ecr, "get")
			if out := r.OK(t); !strings.Contains(out, who) {
				t.Errorf("the home of %s: %s", who, out)
			}
		}
		if got := server.Count(fakeaws.ECR); got != n+1 {
			t.Errorf("%d requests after %d homes", got, n+1)
		}
	}
}
