package identity

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// TestOfMachine: on a machine of another vendor, the platform's address belongs to
// another service.
func TestOfMachine(t *testing.T) {
	if tokencache.MachineID() == "" {
		if got := OfMachine(true); got != Unsafe {
			t.Errorf("a machine without a boot id: %d", got)
		}
		return
	}
	if got := OfMachine(true); got != ByMachine {
		t.Errorf("an endpoint that the user configured: %d", got)
	}
	vendor := tokencache.FirmwareVendor()
	own, _, _ := strings.Cut(strings.TrimLeft(vendor, "\n"), "\n")
	want := Unsafe
	if vendor == "" {
		want = ByMachine // the firmware names no vendor
	}
	if got := OfMachine(false, "unknown vendor"); got != want {
		t.Errorf("vendor %q: %d", vendor, got)
	}
	if got := OfMachine(false, "unknown vendor", own); got != ByMachine {
		t.Errorf("vendor %q, listed: %d", own, got)
	}
}

// TestUnreadFileIsQuoted: a shell reads the path in the command as one word.
func TestUnreadFileIsQuoted(t *testing.T) {
	dir := filepath.FromSlash("/my $(id)")
	path := filepath.Join(dir, "f")
	for want, err := range map[string]error{
		"run `sudo chown -R $USER '" + dir + "'`": fs.ErrPermission,
		"run `rmdir '" + path + "'`":              &safefile.Unsafe{Path: path, IsDir: true},
	} {
		if got := UnreadFile("a file", path, err, "x login").Error(); !strings.HasSuffix(got, want) {
			t.Errorf("%s, not %s", got, want)
		}
	}
}
