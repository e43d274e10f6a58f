package fault

import (
	"errors"
	"os"
	"testing"
)

// TestHint: a hint is a value of its own, and the end of the line that people see.
func TestHint(t *testing.T) {
	err := New(Config, "the file is gone: %w", os.ErrNotExist).WithHint("make it with %s", "touch")
	if line := Line(err); line != "config: the file is gone: file does not exist: make it with touch" {
		t.Errorf("the line is %q", line)
	}
	var coded *Error
	within := Within(err, "there")
	if !errors.As(within, &coded) || coded.Hint != "make it with touch" || coded.Code != Config || !errors.Is(within, os.ErrNotExist) {
		t.Errorf("within: %+v", within)
	}
	if text := Text(within); text != "there: the file is gone: file does not exist: make it with touch" {
		t.Errorf("the text is %q", text)
	}
	if plain := New(Config, "x: y"); plain.Hint != "" || plain.Text() != "x: y" {
		t.Errorf("without a hint: %+v", plain)
	}
	if Text(os.ErrNotExist) != "file does not exist" {
		t.Error("an error without a code has another text")
	}
}
