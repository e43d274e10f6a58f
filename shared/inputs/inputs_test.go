package inputs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/tokencache"
)

var key = tokencache.Key{1, 2}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// old sets a file's times to an hour ago.
func old(t *testing.T, path string) {
	t.Helper()
	if err := os.Chtimes(path, time.Now(), time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
}

// entry returns a cache entry with the recorder's files.
func entry(t *testing.T, r *Recorder) (q tokencache.Question, data []byte) {
	t.Helper()
	ins, dir, ok := r.Record(key)
	if !ok {
		t.Fatal("the inputs cannot be recorded")
	}
	q = tokencache.Question{Helper: "h", Registry: "r"}
	e := tokencache.Entry{
		Question: q, Username: "u", Secret: "s", Minted: time.Now(), Expires: time.Now().Add(time.Hour),
		Dir: dir, Inputs: ins,
	}
	return q, e.Encode(key)
}

// TestLater: a later get uses an entry only if its file has the same state or the same
// content.
func TestLater(t *testing.T) {
	for what, c := range map[string]struct {
		change func(t *testing.T, path string)
		used   bool
	}{
		"unchanged": {func(*testing.T, string) {}, true},
		"touched":   {func(t *testing.T, path string) { old(t, path) }, true},
		"the same content renamed over": {func(t *testing.T, path string) {
			write(t, path+".new", "one")
			_ = os.Rename(path+".new", path)
		}, true},
		"edited":                 {func(t *testing.T, path string) { write(t, path, "two") }, false},
		"edited, another length": {func(t *testing.T, path string) { write(t, path, "three") }, false},
		"writable for others":    {func(_ *testing.T, path string) { _ = os.Chmod(path, 0o666) }, false},
		"removed":                {func(_ *testing.T, path string) { _ = os.Remove(path) }, false},
		"a directory": {func(_ *testing.T, path string) {
			_ = os.Remove(path)
			_ = os.Mkdir(path, 0o700)
		}, false},
		"edited, with its times": {func(t *testing.T, path string) {
			info, _ := os.Stat(path)
			write(t, path, "two")
			_ = os.Chtimes(path, info.ModTime(), info.ModTime())
		}, false},
		"a link to another": {func(t *testing.T, path string) {
			write(t, path+".other", "two")
			_ = os.Remove(path)
			_ = os.Symlink(path+".other", path)
		}, false},
	} {
		path := filepath.Join(t.TempDir(), "file")
		write(t, path, "one")
		r := &Recorder{}
		if data, err := r.Read(path, 100, false); err != nil || string(data) != "one" {
			t.Fatalf("%q, %v", data, err)
		}
		q, data := entry(t, r)
		c.change(t, path)
		if _, ok := q.Open(key, data, false); ok != c.used {
			t.Errorf("%s: used %v, want %v", what, ok, c.used)
		}
	}
}

// TestAbsent: a file that was looked for and did not exist is an input too.
func TestAbsent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dir", "file")
	r := &Recorder{}
	r.Note(path)
	q, data := entry(t, r)
	if _, ok := q.Open(key, data, false); !ok {
		t.Error("the entry is not used although there is still no file")
	}
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, ok := q.Open(key, data, false); !ok {
		t.Error("the entry is not used although only the directory was created")
	}
	write(t, path, "")
	if _, ok := q.Open(key, data, false); ok {
		t.Error("the entry is used although the file exists now")
	}
}

// TestMeanwhile: while a token is made, only an equal state counts as unchanged, even if
// the content is the same again.
func TestMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for what, change := range map[string]func(){
		"changed and changed back": func() { write(t, path, "two"); write(t, path, "one") },
		"touched":                  func() { old(t, path) },
		"edited":                   func() { write(t, path, "two") },
		"removed":                  func() { _ = os.Remove(path) },
	} {
		write(t, path, "one")
		r := &Recorder{}
		r.Note(path)
		if !r.Unchanged() {
			t.Errorf("%s: Unchanged is false before the change", what)
		}
		change()
		if _, _, ok := r.Record(key); r.Unchanged() || ok {
			t.Errorf("%s: the file counts as unchanged", what)
		}
		if again := After(r); !again.Unchanged() {
			t.Errorf("%s: another round does not help", what)
		}
	}
}

// TestLate: a file that was read before it could be noted requires another round.
func TestLate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, "one")
	r := &Recorder{}
	r.NoteLate(path)
	if r.Unchanged() {
		t.Error("the file counts as noted in time")
	}
	r = After(r)
	r.NoteLate(path)
	if !r.Unchanged() {
		t.Error("another round does not help")
	}
}

// TestRelative: a relative path depends on the working directory.
func TestRelative(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	write(t, filepath.Join(one, "file"), "x")
	write(t, filepath.Join(two, "file"), "x")
	t.Chdir(one)
	r := &Recorder{}
	r.Note("file")
	q, data := entry(t, r)
	if _, ok := q.Open(key, data, false); !ok {
		t.Error("the entry is not used in the same directory")
	}
	t.Chdir(two)
	if _, ok := q.Open(key, data, false); ok || r.Unchanged() {
		t.Error("the entry is used in another directory")
	}
}

// TestContents: a file of more than 64 KiB is compared by its state only, and an entry
// contains no content.
func TestContents(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, "CANARY"+strings.Repeat("x", tokencache.MaxContent))
	old(t, path)
	time.Sleep(racy + 100*time.Millisecond) // its ctime is the current time
	r := &Recorder{}
	r.Note(path)
	q, data := entry(t, r)
	if _, ok := q.Open(key, data, false); !ok || strings.Contains(string(data), "CANARY") {
		t.Errorf("used %v: %.100q", ok, data)
	}
	old(t, path)
	if _, ok := q.Open(key, data, false); ok {
		t.Error("the entry is used although its file has another state")
	}
}

// TestUnseen: a file without a comparable state is not recorded.
func TestUnseen(t *testing.T) {
	r := &Recorder{}
	r.Note(os.DevNull)
	if _, _, ok := r.Record(key); ok {
		t.Error("a device is recorded")
	}
	var none *Recorder
	none.Note("x")
	none.NoteLate("x")
}
