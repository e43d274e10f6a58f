package identity

import (
	"strings"
	"testing"

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
