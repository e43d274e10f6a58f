package envname

import (
	"errors"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// TestSecret: a final newline is removed, quotes around the value are an error that
// contains the variable's name but not the value, and every other byte is unchanged.
func TestSecret(t *testing.T) {
	const name = "DOCKERCFG_TEST_SECRET"
	for value, want := range map[string]string{
		"": "", "s3cret": "s3cret", "s3cret\n": "s3cret", "s3cret\r\n": "s3cret", "two\n\n": "two\n", " s p ": " s p ",
		`a"b`: `a"b`, `"begins`: `"begins`, `ends"`: `ends"`, `"one'`: `"one'`, `"`: `"`, "'": "'",
		"ü:€\t": "ü:€\t", "\n\nx": "\n\nx",
	} {
		t.Setenv(name, value)
		if got, err := Secret(name); got != want || err != nil {
			t.Errorf("%q: %q, %v", value, got, err)
		}
	}
	for value, says := range map[string]string{
		`"CANARY"`: "has quotes around its value", `'CANARY'`: "has quotes around its value",
		"\"CANARY\"\n": "has quotes around its value",
		`""`:           "has quotes", `''`: "has quotes", "\n": "only a newline", "\r\n": "only a newline",
	} {
		t.Setenv(name, value)
		got, err := Secret(name)
		var coded *fault.Error
		if !errors.As(err, &coded) || coded.Code != fault.Config || got != "" ||
			!strings.HasPrefix(coded.Text(), name+" ") || !strings.Contains(coded.Text(), says) ||
			strings.Contains(coded.Text(), "CANARY") {
			t.Errorf("%q: %q, %v", value, got, err)
		}
	}
}
