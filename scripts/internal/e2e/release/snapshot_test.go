//go:build e2e

package release

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// The clone's version: a tag of the trial.
const (
	repository = "https://github.com/dockercfg/dockercfg"
	tag        = "v0.0.1"
)

// snapshot is a trial release.
type snapshot struct {
	clone, dist string
	version     string
	engine      string // DOCKER_HOST=…, with the images
	programs    []string
}

// TestRelease builds the release once, since that takes minutes.
func TestRelease(t *testing.T) {
	s := makeSnapshot(t)
	t.Run("archives", s.archives)
	t.Run("hashes", s.hashes)
	t.Run("materials", s.materials)
	t.Run("scoop", s.scoop)
	t.Run("deb", s.debian)
	t.Run("rpm", s.rpm)
	t.Run("apk", s.alpine)
	t.Run("images", s.images)
	t.Run("formula", s.formula)
	t.Run("reproduced", s.reproduced)
	t.Run("verified", s.verified)
	t.Run("action", s.action)
}

func makeSnapshot(t *testing.T) snapshot {
	t.Helper()
	stage.Installed(t, "goreleaser")
	s := snapshot{clone: clone(t), engine: stage.Engine(t), programs: programs(t)}
	s.dist = filepath.Join(s.clone, "dist")
	s.run(t, "goreleaser", "check")
	s.run(t, "goreleaser", "release", "--snapshot", "--clean", "--skip=sign")
	archives, err := filepath.Glob(filepath.Join(s.dist, "dockercfg_*_linux_amd64.tar.gz"))
	if err != nil || len(archives) != 1 {
		t.Fatalf("%q (%v)", archives, err)
	}
	s.version = strings.TrimSuffix(strings.TrimPrefix(filepath.Base(archives[0]), "dockercfg_"), "_linux_amd64.tar.gz")
	return s
}

// clone clones the last commit into a new directory, as a release's runner does.
func clone(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "dockercfg")
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		// A checkout of another user is read as it is.
		cmd.Env = append(os.Environ(), "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=safe.directory", "GIT_CONFIG_VALUE_0=*")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v: %s", args, err, out)
		}
	}
	git("clone", "-q", "../../../..", dir)
	git("-C", dir, "remote", "set-url", "origin", repository)
	git("-C", dir, "tag", "--force", tag)
	return dir
}

// run runs a tool in the clone, with Go's caches.
func (s snapshot) run(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), stage.Path(t, name), args...)
	cmd.Dir = s.clone
	config := t.TempDir()
	if err := os.MkdirAll(filepath.Join(config, "cli-plugins"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(stage.Path(t, "docker-buildx"), filepath.Join(config, "cli-plugins", "docker-buildx")); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(os.Environ(), "PATH="+stage.Tools()+":"+os.Getenv("PATH"), s.engine, "DOCKER_CONFIG="+config)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v: %s", name, args, err, out[max(0, len(out)-3000):])
	}
	return string(out)
}

// programs returns the names of the programs in helpers/.
func programs(t *testing.T) (names []string) {
	t.Helper()
	mains, err := filepath.Glob("../../../../helpers/*/main.go")
	if err != nil || len(mains) == 0 {
		t.Fatal("there are no programs")
	}
	for _, main := range mains {
		names = append(names, filepath.Base(filepath.Dir(main)))
	}
	slices.Sort(names)
	return names
}
