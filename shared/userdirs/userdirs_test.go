package userdirs

import (
	"errors"
	"testing"

	"github.com/dockercfg/dockercfg/shared/paths"
)

// TestNoDirectory: without a directory there is an error, since an empty path would be the
// working directory.
func TestNoDirectory(t *testing.T) {
	home := t.TempDir()
	env := func(name string) string {
		if name == "HOME" || name == "USERPROFILE" {
			return home
		}
		return ""
	}
	none := func(paths.Environment, string) paths.Dir { return paths.Dir{} }
	if dir, err := find(env, none); !errors.Is(err, ErrNoHome) {
		t.Errorf("%+v, %v", dir, err)
	}
	if dir, err := Config(env); err != nil || dir.Base == "" || dir.Path == "" {
		t.Errorf("%+v, %v", dir, err)
	}
}
