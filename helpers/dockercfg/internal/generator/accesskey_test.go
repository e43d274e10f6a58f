package generator

import "testing"

// TestAccountOfKey checks ids that were published with their accounts, both ends of the
// range, and ids that contain no account.
func TestAccountOfKey(t *testing.T) {
	for id, want := range map[string]string{
		"ASIAQNZGKIQY56JQ7WML":         "029608264753",
		"ASIAY34FZKBOKMUTVV7A":         "609629065308",
		"AKIAQAAAAAAAKUJDIVTY":         "000000000000",
		"AKIA2AAAAAAA2UJDIVTY":         "687194767361", // the first letter is a digit
		"AKIA6RVFFB772UJDIVTY":         "999999999999",
		"AKIA6RVFFCAAKUJDIVTY":         "", // thirteen digits
		"AKIAIOSFODNN7EXAMPLE":         "", // the older form
		"AKIAPZGKIQY56JQ7WMLA":         "",
		"AROAQNZGKIQY56JQ7WML":         "",
		"ASIAQNZGKIQY56JQ7WM":          "",
		"ASIAQNZGKIQY56JQ7WMLAAAAAAAA": "",
		"ASIAQNZGKIQY56JQ7WM1":         "",
		"ASIAqnzgkiqy56jq7wml":         "",
		"ASIAQNZGKIQY56JQ7W==":         "",
		"":                             "",
	} {
		if got := accountOfKey(id); got != want {
			t.Errorf("account of %q: %q, want %q", id, got, want)
		}
	}
}
