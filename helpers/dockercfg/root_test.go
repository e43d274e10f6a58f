//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestConfigureAsRoot checks that root with a user's HOME creates no directory in it, and
// that a config which it creates in the user's own directory belongs to the user.
func TestConfigureAsRoot(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("not run: it needs root")
	}
	s := stage{t.TempDir()}
	home, user := filepath.Join(s.dir, "home"), helpertest.Ordinary()
	for _, dir := range []string{home, s.dir + "/tmp"} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chown(home, user, user); err != nil {
		t.Fatal(err)
	}
	configure := func() (string, error) {
		cmd := s.command("configure", "--yes")
		cmd.Env = append(cmd.Env, "DOCKER_CONFIG=")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := configure()
	if err == nil || !strings.Contains(out, "store: creating the config's directory: "+home+" belongs to user ") {
		t.Errorf("%v: %s", err, out)
	}
	if made, _ := os.ReadDir(home); len(made) > 0 {
		t.Errorf("root created %s", made)
	}
	if err := os.Mkdir(home+"/.docker", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(home+"/.docker", user, user); err != nil {
		t.Fatal(err)
	}
	if out, err := configure(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	files, _ := os.ReadDir(home + "/.docker")
	for _, file := range files {
		info, err := file.Info()
		if err != nil {
			t.Fatal(err)
		}
		if owner := info.Sys().(*syscall.Stat_t).Uid; int(owner) != user {
			t.Errorf("%s belongs to user %d", file.Name(), owner)
		}
	}
	if len(files) == 0 {
		t.Error("it made no config")
	}
}
