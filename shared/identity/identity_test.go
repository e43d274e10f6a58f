package identity

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// TestOfMachine: at the platform's own address, a machine of another maker has
// somebody else's service.
func TestOfMachine(t *testing.T) {
	if tokencache.MachineID() == "" {
		if got := OfMachine(true); got != Unsafe {
			t.Errorf("a machine without a boot id: %d", got)
		}
		return
	}
	if got := OfMachine(true); got != ByMachine {
		t.Errorf("an endpoint of the user's: %d", got)
	}
	maker := tokencache.FirmwareVendor()
	own, _, _ := strings.Cut(strings.TrimLeft(maker, "\n"), "\n")
	want := Unsafe
	if maker == "" {
		want = ByMachine // it says nothing
	}
	if got := OfMachine(false, "of no maker"); got != want {
		t.Errorf("a machine of %q: %d", maker, got)
	}
	if got := OfMachine(false, "of no maker", own); got != ByMachine {
		t.Errorf("a machine of its maker %q: %d", own, got)
	}
}
