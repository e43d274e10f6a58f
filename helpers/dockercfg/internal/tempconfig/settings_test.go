package tempconfig

import (
	"os"
	"path/filepath"
	"testing"
)

// TestNoLinks checks that what an engine needs is copied if no link can be created, as for
// most users of Windows, and that plugins are found where they are.
func TestNoLinks(t *testing.T) {
	from := t.TempDir()
	for _, name := range []string{"contexts/meta/a/meta.json", "ca.pem", "cli-plugins/docker-x", "config.json"} {
		path := filepath.Join(from, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := Directory{path: t.TempDir(), from: from}
	// A name that exists cannot be linked.
	for _, name := range []string{"contexts", "ca.pem", "cli-plugins"} {
		if err := os.Mkdir(filepath.Join(d.path, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(d.path, "ca.pem")); err != nil {
		t.Fatal(err)
	}
	left, err := d.carry(from)
	if err != nil || len(left) != 1 || left[0] != plugins {
		t.Fatalf("left %q: %v", left, err)
	}
	for _, name := range []string{"contexts/meta/a/meta.json", "ca.pem"} {
		if data, err := os.ReadFile(filepath.Join(d.path, filepath.FromSlash(name))); err != nil ||
			string(data) != name {
			t.Errorf("%s: %q, %v", name, data, err)
		}
	}
	if _, err := os.Lstat(filepath.Join(d.path, "config.json")); err == nil {
		t.Error("the config was linked or copied")
	}
	config, err := withPlugins([]byte(`{"cliPluginsExtraDirs":["/b"]}`), "/a")
	if want := `{"cliPluginsExtraDirs":["/a","/b"]}`; err != nil || string(config) != want {
		t.Errorf("%s, %v", config, err)
	}
}
