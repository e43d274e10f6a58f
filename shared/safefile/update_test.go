package safefile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/safefile"
)

func addLine(path, line string) error {
	return safefile.Update(path, 1<<20, func(old safefile.Old) ([]byte, error) {
		return append(old.Data, line+"\n"...), nil
	})
}

// TestUpdateTogether: no change is lost when several processes of ours change the file at
// the same time.
func TestUpdateTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.json")
	if err := addLine(path, "first"); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			for j := range 5 {
				if err := addLine(path, fmt.Sprintf("ours %d.%d", i, j)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	data, err := os.ReadFile(path)
	if err != nil || strings.Count(string(data), "\n") != 101 {
		t.Errorf("%d lines, want 101: %v", strings.Count(string(data), "\n"), err)
	}
	info, err := os.Stat(path)
	if err != nil || filepath.Separator == '/' && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); filepath.Separator == '/' && len(left) != 1 {
		t.Errorf("left: %v", left)
	}
}

// TestUpdateForeign: if another program replaces the file between reading and writing,
// the file is read again.
func TestUpdateForeign(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.json")
	if err := addLine(path, "first"); err != nil {
		t.Fatal(err)
	}
	calls := 0
	err := safefile.Update(path, 1<<20, func(old safefile.Old) ([]byte, error) {
		if calls++; calls == 1 {
			other := path + ".docker"
			if err := os.WriteFile(other, append(old.Data, "foreign\n"...), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(other, path); err != nil {
				t.Fatal(err)
			}
		}
		return append(old.Data, "ours\n"...), nil
	})
	if data, _ := os.ReadFile(path); err != nil || string(data) != "first\nforeign\nours\n" || calls != 2 {
		t.Errorf("after %d calls: %q, %v", calls, data, err)
	}
	// A file that changes all the time is an error, and keeps its content.
	err = safefile.Update(path, 1<<20, func(old safefile.Old) ([]byte, error) {
		calls++
		if err := os.WriteFile(path, append(old.Data, 'x'), 0o600); err != nil {
			t.Fatal(err)
		}
		return nil, nil
	})
	if err == nil || !strings.Contains(err.Error(), "changed by another program") {
		t.Errorf("with a file that changes all the time: %v", err)
	}
}

// TestUpdateKeeps: the file is not written if edit changes nothing or fails.
func TestUpdateKeeps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.json")
	if err := addLine(path, "first"); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	same := func(o safefile.Old) ([]byte, error) { return o.Data, nil }
	broken := func(safefile.Old) ([]byte, error) { return []byte("lost"), errors.New("no") }
	if err := safefile.Update(path, 1<<20, same); err != nil {
		t.Error(err)
	}
	if err := safefile.Update(path, 1<<20, broken); err == nil || err.Error() != "no" {
		t.Errorf("an edit that fails: %v", err)
	}
	if err := safefile.Update(path, 3, same); err == nil {
		t.Error("a file over the limit was read")
	}
	if info, err := os.Stat(path); err != nil || !info.ModTime().Equal(old) || info.Size() != 6 {
		t.Errorf("the file was written: %v, %v", info, err)
	}
	link := path + ".link"
	if err := os.Symlink(path, link); err != nil {
		t.Skip("not run: symbolic links cannot be created here")
	}
	if err := addLine(link, "through"); err == nil || !strings.Contains(err.Error(), "symbolic link") {
		t.Errorf("through a link: %v", err)
	}
}
