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

// TestProblem: a file that cannot be read says why in plain words, and only one that
// is not there is absent.
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
	for what, c := range map[string]struct {
		err    error
		says   string
		absent bool
	}{
		"missing":         {read(filepath.Join(dir, "none")), "there is no such file", true},
		"below a file":    {read(filepath.Join(file, "none")), "there is no such file", true},
		"a directory":     {read(dir), "it is a directory", false},
		"too large":       {read(file), "it is larger than 4 bytes", false},
		"another user's":  {&fs.PathError{Op: "open", Path: file, Err: syscall.EACCES}, "this user may not read it", false},
		"a fault of disk": {&fs.PathError{Op: "open", Path: file, Err: syscall.EIO}, syscall.EIO.Error(), false},
		"anything else":   {errors.New("CANARY"), "it cannot be read", false},
	} {
		if got := Problem(c.err); !strings.HasPrefix(got, c.says) || strings.Contains(got, dir) || Absent(c.err) != c.absent {
			t.Errorf("%s: %q, absent %v", what, got, Absent(c.err))
		}
	}
}

// TestText: a byte order mark is no part of a text, and UTF-16 is named.
func TestText(t *testing.T) {
	for data, want := range map[string]string{"": "", "a": "a", "\xef\xbb\xbfa": "a", "{}": "{}", "\x00x": "\x00x", "ab\x00": "ab\x00", "\x00\x00\x00\x00": "\x00\x00\x00\x00"} {
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
