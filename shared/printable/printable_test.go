package printable_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/dockercfg/dockercfg/shared/printable"
)

// TestLine: text from other people becomes one printable line without CI commands.
func TestLine(t *testing.T) {
	for text, want := range map[string]string{
		"registry.example:5000/team": "registry.example:5000/team",
		"Jürgen Groß 東京 🐳":           "Jürgen Groß 東京 🐳",
		"a\x1b[2Kb\x07c\u009b31md":   "a [2Kb c 31md",
		"\u202egpj.exe\u2066\u200b":  "gpj.exe",
		"a\r\nb\tc\u2028d\u00a0e":    "a b c d e",
		"a\xffb\x00c\x7fd\ufffde":    "a b c d e",
		"x\n::stop-commands::y":      "x ::stop-commands::y",
		"\n ::stop-commands::y":      ": :stop-commands::y",
		"a ##[add-mask]b":            "a # #[add-mask]b",
		"##vso[task.setvariable]x":   "# #vso[task.setvariable]x",
		"###[group]":                 "# # #[group]",
		"arn:aws:iam::123:role/x":    "arn:aws:iam::123:role/x",
		"https://[::1]:5000/":        "https://[::1]:5000/",
	} {
		if got := printable.Line(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for text, want := range map[string]string{
		"0123456789": "0123456789", "0123456789a": "0123456...", "012345éé": "012345éé", "012345ééé": "012345...",
	} {
		if got := printable.Cut(text, 10); got != want {
			t.Errorf("%q is cut to %q, want %q", text, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	text, want := "+  \"a\": 1\n \u202e::x\n\t##[y]\n", "+  \"a\": 1\n  : :x\n\t# #[y]\n"
	if got := printable.Lines(text); got != want {
		t.Errorf("%q is shown as %q, want %q", text, got, want)
	}
}

// FuzzPrintable: no line contains a character that cannot be printed or a CI command, and
// JSON keeps every value.
func FuzzPrintable(f *testing.F) {
	for _, seed := range []string{"a\x1b[0m", "###[x]", " ::a", "\u202e", "\U000e0041", "#\x00#[", ":\n:"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		line := printable.Line(text)
		if strings.Contains(line, "##") || strings.HasPrefix(strings.TrimSpace(line), "::") || !printable.Plain(line) {
			t.Fatalf("%q is shown as %q", text, line)
		}
		if !utf8.ValidString(text) {
			return // encoding/json replaces it
		}
		plain, err := json.Marshal(map[string]string{text: text})
		if err != nil {
			t.Fatal(err)
		}
		escaped := printable.JSON(plain)
		back := map[string]string{}
		if err := json.Unmarshal(escaped, &back); err != nil || back[text] != text {
			t.Fatalf("%q becomes %s, %v", text, escaped, err)
		}
		for _, r := range string(escaped) {
			if !unicode.IsPrint(r) {
				t.Fatalf("%q is shown as %q", text, escaped)
			}
		}
		if strings.Contains(string(escaped), "##") {
			t.Fatalf("%q is shown as %q", text, escaped)
		}
	})
}
