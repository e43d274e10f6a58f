package shellword

import (
	"os/exec"
	"strings"
	"testing"
)

func TestQuote(t *testing.T) {
	for text, want := range map[string]string{
		"":                    "''",
		"a/b.env":             "a/b.env",
		"my file":             "'my file'",
		"it's":                `'it'\''s'`,
		"$(touch x)":          "'$(touch x)'",
		"~/x":                 "'~/x'",
		"a\nb'c\\":            `$'a\012b\'c\\'`,
		"p\u00e4ss.encrypted": `$'p\303\244ss.encrypted'`,
	} {
		if got := Quote(text); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
	if got := Path("-rf"); got != "./-rf" {
		t.Errorf("a path with a hyphen is %s", got)
	}
}

// FuzzQuote: bash reads every word back unchanged.
func FuzzQuote(f *testing.F) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		f.Skip("not run: there is no bash")
	}
	for _, seed := range []string{"a b", "$(id)", "`id`", "a\nb", "'", `\`, "!x", "~", "*", "ä", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "\x00") {
			return // no path contains one
		}
		quoted := Quote(text)
		if strings.IndexFunc(quoted, unprintable) >= 0 {
			t.Fatalf("%q is %q, which a terminal does not show", text, quoted)
		}
		out, err := exec.Command(bash, "-c", "printf %s_ "+quoted).Output()
		if err != nil || string(out) != text+"_" {
			t.Fatalf("%q is %s, which bash reads as %q (%v)", text, quoted, out, err)
		}
	})
}
