package envname

import "testing"

// TestBothSet: the error names the missing variable.
func TestBothSet(t *testing.T) {
	for _, c := range []struct{ user, secret, want string }{
		{"", "", ""},
		{"u", "CANARY", ""},
		{"u", "", "config: USER is set but SECRET is not: set both"},
		{"", "CANARY", "config: SECRET is set but USER is not: set both"},
	} {
		text := ""
		if err := BothSet("USER", c.user, "SECRET", c.secret); err != nil {
			text = err.Error()
		}
		if text != c.want {
			t.Errorf("%+v: %q", c, text)
		}
	}
}
