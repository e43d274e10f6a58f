package keeper

import "testing"

// TestShort: the short name is the one that was chosen, and nothing cut out of words.
func TestShort(t *testing.T) {
	for _, named := range []string{"pass", "file", None} {
		t.Setenv("DOCKERCFG_KEEPER", named)
		if short := For("auto").Short(); short != named {
			t.Errorf("DOCKERCFG_KEEPER=%s: %q", named, short)
		}
	}
}
