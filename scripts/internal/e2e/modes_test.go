//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// TestUmask: with every umask, files are 0600 and directories 0700, and an ordinary user can use
// them again.
func TestUmask(t *testing.T) {
	for _, umask := range []string{"000", "022", "077", "777"} {
		t.Run(umask, func(t *testing.T) {
			s := stage.NewFor(t, nobody)
			masked := func(stdin, program string, args ...string) stage.Result {
				t.Helper()
				return s.Run(t, stdin, "sh", append([]string{"-c", `umask ` + umask + `; exec "$@"`, "sh", stage.Path(t, program)}, args...)...)
			}
			s.WriteConfig(t, `{"credHelpers":{"`+server+`":"file"}}`)
			if err := os.Chown(filepath.Join(s.Config, "config.json"), nobody, nobody); err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{oldSecret, newSecret} {
				masked(stage.Login(server, "ann", secret), stage.File, "store").OK(t)
			}
			masked("", "dockercfg", "export", "-o", filepath.Join(s.Home, "out.json")).OK(t)
			masked("", "dockercfg", "generate", filepath.Join(s.Home, "made.json")).OK(t)
			if _, secret, _ := s.Get(t, server); secret != newSecret {
				t.Errorf("get answers %q", secret)
			}
			files := 0
			for _, path := range tree(t, s.Home)[1:] {
				info, err := os.Lstat(path)
				if err != nil {
					t.Fatal(err)
				}
				want := os.FileMode(0o600)
				if info.IsDir() {
					want = os.ModeDir | 0o700
				} else {
					files++
				}
				if info.Mode() != want {
					t.Errorf("%s is %s, want %s", path, info.Mode(), want)
				}
			}
			if files != 4 { // key, entry, export, generated
				t.Errorf("found %d files in %q", files, tree(t, s.Home))
			}
		})
	}
}
