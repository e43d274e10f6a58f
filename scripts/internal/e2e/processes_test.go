//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// TestProcesses counts the programs that an export starts. With credHelpers, a registry needs one.
// With docker-credential-auto, it needs that program, which becomes the helper (execve) if a
// token must be requested; a cached token needs no helper, and neither does list.
func TestProcesses(t *testing.T) {
	stage.Needs(t, stage.Strace)
	const byHelper, byRouter = `{"credHelpers":{"` + ecrHost + `":"ecr"}}`, `{"credsStore":"auto"}`
	const router = "docker-credential-auto"
	_, direct := amazon(t, stage.New(t))
	_, routed := amazon(t, stage.New(t))
	for _, c := range []struct {
		name, config string
		s            *stage.Stage
		hosts        []string
		want         []string
	}{
		{"by credHelpers", byHelper, direct, nil, []string{ecr}},
		{"through the router, a token to make", byRouter, routed, []string{ecrHost}, []string{router, ecr}},
		{"through the router, a cached token", byRouter, routed, []string{ecrHost}, []string{router}},
		{"through the router, by its list", byRouter, routed, nil, []string{router, router}},
	} {
		config := filepath.Join(c.s.Config, "config.json")
		if err := os.WriteFile(config, []byte(c.config), 0o600); err != nil {
			t.Fatal(err)
		}
		args := append([]string{"export", "--force", "-o", filepath.Join(c.s.Temp, "out.json")}, c.hosts...)
		r, calls := traced(t, c.s, "", []string{"trace=execve,execveat"}, "dockercfg", args...)
		var started []string
		for _, call := range calls[1:] {
			// If a thread ends together with its program, the log lacks the result.
			if !strings.HasPrefix(call.Result, "-1") {
				started = append(started, filepath.Base(call.Paths()[0]))
			}
		}
		if r.OK(t); !slices.Equal(started, c.want) {
			t.Errorf("%s: %q, want %q", c.name, started, c.want)
		}
	}
}
