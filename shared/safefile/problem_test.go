package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestProblem: the reason is in plain words, and only a missing file is absent.
func TestProblem(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	read := func(path string) error {
		_, err := ReadNamed(path, 4, false)
		return err
	}
	failed := func(cause error) error { return &fs.PathError{Op: "open", Path: file, Err: cause} }
	for what, c := range map[string]struct {
		err    error
		says   string
		absent bool
	}{
		"missing":         {read(filepath.Join(dir, "none")), "there is no such file", true},
		"below a file":    {read(filepath.Join(file, "none")), "there is no such file", true},
		"a directory":     {read(dir), "it is a directory", false},
		"too large":       {read(file), "it is larger than 4 bytes", false},
		"not permitted":   {failed(syscall.EACCES), "this user may not read it", false},
		"a disk error":    {failed(syscall.EIO), syscall.EIO.Error(), false},
		"any other error": {errors.New("CANARY"), "it cannot be read", false},
	} {
		got := Problem(c.err)
		if !strings.HasPrefix(got, c.says) || strings.Contains(got, dir) || Absent(c.err) != c.absent {
			t.Errorf("%s: %q, absent %v", what, got, Absent(c.err))
		}
	}
}

// TestText: a byte order mark is removed, and UTF-16 has its own error.
func TestText(t *testing.T) {
	for data, want := range map[string]string{
		"": "", "a": "a", "\xef\xbb\xbfa": "a", "{}": "{}",
		"\x00x": "\x00x", "ab\x00": "ab\x00", "\x00\x00\x00\x00": "\x00\x00\x00\x00",
	} {
		if got, err := Text([]byte(data)); got != want || err != nil {
			t.Errorf("%q: %q, %v", data, got, err)
		}
	}
	for _, data := range []string{"\xff\xfea\x00", "\xfe\xff\x00a", "a\x00b\x00", "\x00a\x00b"} {
		if got, err := Text([]byte(data)); !errors.Is(err, ErrUTF16) {
			t.Errorf("%q: %q, %v", data, got, err)
		}
	}
}
