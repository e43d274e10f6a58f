package logins

import "testing"

// TestShort: the short name is the configured one, not a part of a text.
func TestShort(t *testing.T) {
	for _, named := range []string{"pass", "file", None} {
		t.Setenv("DOCKERCFG_KEEPER", named)
		if short := StoreFor("auto").Short(); short != named {
			t.Errorf("DOCKERCFG_KEEPER=%s: %q", named, short)
		}
	}
}
