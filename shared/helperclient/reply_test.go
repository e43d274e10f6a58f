package helperclient

import "testing"

// TestExplanation: all fields of an explanation are read.
func TestExplanation(t *testing.T) {
	for text, want := range map[string]Explanation{
		`{"Source":"x","Kind":"static"}`:              {Source: "x", Kind: "static"},
		`{"Source":"x","Cached":true,"Ambient":true}`: {Source: "x", Cached: true, Ambient: true},
		`{"Source":"x","Cached":false,"Ambient":false,"Configured":true,"Program":true}`: {
			Source: "x", Configured: true, Program: true,
		},
	} {
		if e, err := readExplanation([]byte(text)); err != nil || e != want {
			t.Errorf("%s: %+v, %v", text, e, err)
		}
	}
	if _, err := readExplanation([]byte(`{"Source":"x","Ambience":true}`)); err == nil {
		t.Error("an unknown key is accepted")
	}
}
