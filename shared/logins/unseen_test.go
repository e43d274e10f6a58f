//go:build unix

package logins

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// TestUnseen: a named store that cannot be looked at is an error and not a store without logins.
// A desktop's store that cannot be looked at is not used, since docker would not find it either.
func TestUnseen(t *testing.T) {
	round := filepath.Join(t.TempDir(), "round")
	if err := os.Symlink(round, round); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", round)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
	t.Setenv("DOCKERCFG_KEEPER", "pass")
	_, err := StoreFor("x").Get(t.Context(), registry.Name{Host: "own.example"})
	if err == nil || errors.Is(err, fault.ErrNotFound) || !strings.Contains(err.Error(), "cannot be looked at") {
		t.Errorf("a named store: %v", err)
	}
	if short := DefaultStore(); short != file {
		t.Errorf("the desktop's store: %s", short)
	}
}
