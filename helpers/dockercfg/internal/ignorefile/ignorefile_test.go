package ignorefile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/ignorefile"
)

func TestLists(t *testing.T) {
	path := filepath.Join(t.TempDir(), ".gitignore")
	if err := os.WriteFile(path, []byte("# keys\n/codeship.aes\n*.key \r\nsecrets/env\n[\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"codeship.aes": true, "a/codeship.aes": true, "my.key": true, "a/my.key": true,
		"secrets/env": true, "env": false, "key": false, "": false,
	} {
		if got := ignorefile.Lists(path, name); got != want {
			t.Errorf("Lists(%q) is %t, want %t", name, got, want)
		}
	}
	if ignorefile.Lists(filepath.Join(t.TempDir(), "missing"), "codeship.aes") {
		t.Error("a missing file lists a file")
	}
}
