//go:build e2e

package matrix

import (
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// newBuildctl starts BuildKit's daemon, without an engine. buildctl runs the helpers: the daemon has
// no login.
func newBuildctl(t *testing.T, f field) client {
	stage.Installed(t, "buildkitd", "buildctl", "runc")
	authorities := map[string]string{}
	for _, r := range f.registries {
		authorities[r.host] = r.authority
	}
	socket := stage.BuildKit(t, authorities)
	build := func(t *testing.T, s *stage.Stage, from, output string) stage.Result {
		dir := context(t, from)
		return s.Run(t, "", "buildctl", "--addr", socket, "build", "--no-cache", "--frontend", "dockerfile.v0",
			"--local", "context="+dir, "--local", "dockerfile="+dir, "--output", output)
	}
	image := func(r registry) string { return r.host + "/buildctl:1" }
	return client{
		version: []string{"buildctl", "--version"}, format: "config-json",
		push: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return build(t, s, "scratch", "type=image,push=true,name="+image(r))
		},
		pull: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return build(t, s, image(r), "type=oci,dest="+filepath.Join(t.TempDir(), "image.tar"))
		},
	}
}
