package fault

import (
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestPrintable: people's names are unchanged, and terminal escape sequences are removed.
func TestPrintable(t *testing.T) {
	for name, want := range map[string]string{
		"ann": "ann", "jürgen": "jürgen", "用户": "用户", "e\u0301mile": "e\u0301mile", "двое  слов ": "двое слов", "": "",
		"a\x1b[31mb": "a [31mb", "a\u009b1mb": "a 1mb", "a\u202eb\u2066c": "a b c",
		"a\n::stop-commands::x": "a ::stop-commands::x", "a\xffb": "a b", "a\x07": "a", "a\u2028b": "a b",
		strings.Repeat("ж", 60): strings.Repeat("ж", 38) + "...",
	} {
		if got := Printable(name, 80); got != want || len(got) > 80 || !utf8.ValidString(got) {
			t.Errorf("%q is shown as %q, want %q", name, got, want)
		}
	}
}

// TestHint: a hint is a field of its own, and the end of the line for users.
func TestHint(t *testing.T) {
	err := New(Config, "the file is gone: %w", os.ErrNotExist).WithHint("create it with %s", "touch")
	if line := Line(err); line != "config: the file is gone: file does not exist: create it with touch" {
		t.Errorf("the line is %q", line)
	}
	var coded *Error
	within := Within(err, "there")
	if !errors.As(within, &coded) || coded.Hint != "create it with touch" || coded.Code != Config ||
		!errors.Is(within, os.ErrNotExist) {
		t.Errorf("within: %+v", within)
	}
	if text := Text(within); text != "there: the file is gone: file does not exist: create it with touch" {
		t.Errorf("the text is %q", text)
	}
	if plain := New(Config, "x: y"); plain.Hint != "" || plain.Text() != "x: y" {
		t.Errorf("without a hint: %+v", plain)
	}
	if Text(os.ErrNotExist) != "file does not exist" {
		t.Error("an error without a code has another text")
	}
}
