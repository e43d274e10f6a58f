package inputs_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// TestDirectory: the names in a directory are an input, even if it was changed just
// before. A file in it that is replaced is a separate input.
func TestDirectory(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a", "1")
	name, err := registry.Parse("r.example")
	if err != nil {
		t.Fatal(err)
	}
	key := tokencache.Key{}
	q := key.Ask("helper", nil, nil, name)
	in := &inputs.Recorder{}
	in.Note(dir)
	files, _, ok := in.Record(key)
	if !ok || len(files) != 1 || files[0].Digest == "" || !files[0].ByContent {
		t.Fatalf("%v, %+v", ok, files)
	}
	now := time.Now().Truncate(time.Second)
	entry := tokencache.Entry{
		Question: q, Username: "u", Secret: "s", Minted: now, Expires: now.Add(time.Hour), Inputs: files,
	}.Encode(key)
	usable := func() bool {
		_, ok := q.Open(key, entry, false)
		return ok
	}
	if !usable() {
		t.Error("the entry is not used although the directory is unchanged")
	}
	write("a.new", "2")
	if usable() {
		t.Error("the entry is used although the directory has a new name")
	}
	if err := os.Rename(filepath.Join(dir, "a.new"), filepath.Join(dir, "a")); err != nil {
		t.Fatal(err)
	}
	if !usable() {
		t.Error("the entry is not used although only a file was replaced")
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if usable() {
		t.Error("the entry is used although the directory is gone")
	}
}
