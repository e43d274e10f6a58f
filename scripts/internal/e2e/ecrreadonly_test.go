//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// TestECRReadOnlyHome: if the home directory is read-only, the helper requests a token and does
// not cache it; it reports that only with DOCKERCFG_DEBUG. An existing cached token is used.
func TestECRReadOnlyHome(t *testing.T) {
	if !apart(t) {
		return
	}
	for name, before := range map[string]string{"empty": "", "with another registry's token": "public.ecr.aws"} {
		t.Run(name, func(t *testing.T) {
			server, s := amazon(t, stage.New(t))
			s = s.With("DOCKER_CONFIG=")
			readOnly(t, s, before)
			left := tree(t, s.Home)
			for n := range 2 {
				if r, _ := timed(t, s); !answered(r) || r.Err != "" || server.Count(fakeaws.ECR) != n+1 {
					t.Errorf("%d requests: %+v", server.Count(fakeaws.ECR), r)
				}
			}
			if now := tree(t, s.Home); !slices.Equal(now, left) {
				t.Errorf("it left %q", now)
			}
			if r, _ := timed(t, s.With("DOCKERCFG_DEBUG=1")); !answered(r) || !strings.Contains(r.Err, "read-only file system") {
				t.Errorf("the home was not read-only, or the debug log does not say so: %+v", r)
			}
		})
	}
	t.Run("with the token", func(t *testing.T) {
		server, s := amazon(t, stage.New(t))
		s = s.With("DOCKER_CONFIG=")
		readOnly(t, s, ecrHost)
		if r, _ := timed(t, s); !answered(r) || r.Err != "" || server.Count(fakeaws.ECR) != 1 {
			t.Errorf("%d requests: %+v", server.Count(fakeaws.ECR), r)
		}
	})
}

// readOnly mounts a read-only home directory with the cached token of one registry, or of none.
func readOnly(t *testing.T, s *stage.Stage, registry string) {
	t.Helper()
	mount(t, "home", s.Home, "tmpfs", 0, "mode=700")
	if registry != "" {
		s.Run(t, registry, ecr, "get").OK(t)
	}
	if err := syscall.Mount("home", s.Home, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
}
