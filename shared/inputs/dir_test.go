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

// TestDirectory: a directory is an input by the names in it, also one that had just
// been changed; a file that is replaced in it is an input of its own.
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
	entry := tokencache.Entry{Question: q, Username: "u", Secret: "s", Minted: now, Expires: now.Add(time.Hour), Inputs: files}.Encode(key)
	kept := func() bool {
		_, ok := q.Open(key, entry, false)
		return ok
	}
	if !kept() {
		t.Error("an unchanged directory is another one")
	}
	write("a.new", "2")
	if kept() {
		t.Error("a new name is not seen")
	}
	if err := os.Rename(filepath.Join(dir, "a.new"), filepath.Join(dir, "a")); err != nil {
		t.Fatal(err)
	}
	if !kept() {
		t.Error("a file that was replaced changes the directory's names")
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if kept() {
		t.Error("a directory that is gone is not seen")
	}
}
