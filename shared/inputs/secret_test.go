package inputs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSecret: the file is an input, and a problem with it is reported.
func TestSecret(t *testing.T) {
	dir := t.TempDir()
	write := func(text string) string {
		path := filepath.Join(dir, "secret")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for text, want := range map[string]string{"s": "s", "s\n": "s", "s\r\n": "s", " s \n\n": " s \n"} {
		in := &Recorder{}
		if got, err := in.Secret(write(text), "X_FILE"); got != want || err != nil || len(in.files) != 1 {
			t.Errorf("%q: %q, %v, %d inputs", text, got, err, len(in.files))
		}
	}
	for want, path := range map[string]string{
		"X_FILE is a relative path":               "secret",
		"X_FILE names a file that cannot be read": filepath.Join(dir, "none"),
		"X_FILE names an empty file":              write("\n"),
	} {
		if _, err := (&Recorder{}).Secret(path, "X_FILE"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
