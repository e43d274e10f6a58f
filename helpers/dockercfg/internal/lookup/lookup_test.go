package lookup_test

import (
	"testing"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/lookup"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
)

// TestEntries checks that the exact key hides all other spellings, even if it is empty.
func TestEntries(t *testing.T) {
	index := lookup.Of([]dockerconfig.Entry{
		{Key: "https://a.example/v1/", Username: "a"}, {Key: "a.example/team", Username: "a"},
		{Key: "b.example"}, {Key: "http://b.example", Username: "b"},
	})
	for asked, want := range map[string]int{"a.example": 2, "a.example/team": 1, "a.example/team/app": 0,
		"c.example": 0} {
		if got := index.Entries(asked); len(got) != want {
			t.Errorf("%s: %+v, want %d entries", asked, got, want)
		}
	}
	if got := index.Entries("b.example"); len(got) != 1 || got[0].Username != "" {
		t.Errorf("b.example: %+v", got)
	}
}

// TestKey checks that all spellings of a registry have one key.
func TestKey(t *testing.T) {
	for text, want := range map[string]string{
		"GHCR.io": "ghcr.io", "https://ghcr.io/": "ghcr.io", "docker.io": "https://index.docker.io/v1/", "a b": "a b",
	} {
		if got := lookup.Key(text); got != want {
			t.Errorf("Key(%q) is %q, want %q", text, got, want)
		}
	}
}
