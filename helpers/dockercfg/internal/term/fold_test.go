package term_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
)

// TestFold checks that lines break between words, never in a command, and that no word is
// lost.
func TestFold(t *testing.T) {
	for text, want := range map[string][]string{
		"short":                            {"short"},
		"":                                 {""},
		"one two three four":               {"one two", "  three four"},
		"  one two three four":             {"  one two", "  three four"},
		"one two  three":                   {"one two", "  three"},
		"averyveryverylongword two":        {"averyveryverylongword", "  two"},
		"type `dockercfg cache clear` now": {"type", "  `dockercfg cache clear`", "  now"},
		"an odd ` in a line":               {"an odd ` in", "  a line"},
		"`dockercfg cache clear all`":      {"`dockercfg cache clear all`"},
	} {
		got := term.Fold(text, 12, 2)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if words := strings.Fields(strings.Join(got, " ")); !slices.Equal(words, strings.Fields(text)) {
			t.Errorf("%q: the words are %q", text, words)
		}
	}
}

// TestSentence checks that without a terminal a sentence is one line, which can be searched.
func TestSentence(t *testing.T) {
	long := strings.Repeat("word ", 40) + "end"
	var out bytes.Buffer
	if err := term.Sentence(&out, long+"\x1b[2K"); err != nil || out.String() != long+" [2K\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
}
