package main

import "testing"

// TestPromptNote checks that the note appears only if a window may open and a person can see
// it.
func TestPromptNote(t *testing.T) {
	for _, c := range []struct {
		goos, store string
		terminal    bool
		said        bool
	}{
		{"darwin", "osxkeychain", true, true}, {"darwin", "desktop", true, true},
		{"darwin", "osxkeychain", false, false},
		{"darwin", "file", true, false}, {"darwin", "", true, false}, {"linux", "desktop", true, false},
		{"linux", "osxkeychain", true, false},
	} {
		if said := promptNote(c.goos, c.store, c.terminal) != ""; said != c.said {
			t.Errorf("%+v: said is %t", c, said)
		}
	}
}
