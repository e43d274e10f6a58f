package codeship

import (
	"fmt"
	"slices"
	"testing"
)

// TestPEMBlocks checks which lines of an env file are variables: those of a PEM block are
// none, and a comment, or a block that is not complete, hides none.
func TestPEMBlocks(t *testing.T) {
	const begin, end = "-----BEGIN PRIVATE KEY-----\n", "-----END PRIVATE KEY-----\n"
	for text, want := range map[string][]string{
		"KEY=" + begin + "MIIE\nQg==\n" + end + "A=1\n":           {"1 KEY", "5 A"},
		"KEY=-----BEGIN X-----\\nMIIE\\n-----END X-----\nA=1\n":   {"1 KEY", "2 A"},
		"# " + begin + "A=1\nB=2\n":                               {"2 A", "3 B"},
		"# " + begin + "A=1\nKEY=" + begin + "MIIE\n" + end:       {"2 A", "3 KEY"},
		"KEY=" + begin + "MIIE\nQg==\nA=1\nexport B_C=2\n":        {"1 KEY", "2 ", "3 ", "4 A", "5 B_C"},
		"KEY=" + begin + "Qg=\nA_B=1\nC=" + begin + end + "D=\n":  {"1 KEY", "2 ", "3 A_B", "4 C", "6 D"},
		"KEY=" + begin + "# " + end + "A_B=1\n":                   {"1 KEY", "3 A_B"},
		"KEY=" + begin + "MIIE\n" + end + "C=" + begin + "Qg==\n": {"1 KEY", "4 C", "5 "},
	} {
		var got []string
		for _, a := range assignments([]byte(text)) {
			got = append(got, fmt.Sprintf("%d %s", a.line, a.name))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
