//go:build unix

package safefile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/safefile"
)

func create(t *testing.T) (safefile.Dir, string) {
	t.Helper()
	base := t.TempDir()
	path := filepath.Join(base, "a", "b")
	dir, err := safefile.Create(path, base)
	if err != nil {
		t.Fatal(err)
	}
	return dir, path
}

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

// TestModes: files and directories are private whatever the umask. The umask belongs to
// the whole process, so this test is not parallel.
func TestModes(t *testing.T) {
	for _, umask := range []int{0, 0o077, 0o777} {
		old := syscall.Umask(umask)
		base := t.TempDir()
		syscall.Umask(old)
		if err := os.Chmod(base, 0o700); err != nil {
			t.Fatal(err)
		}
		syscall.Umask(umask)
		path := filepath.Join(base, "a", "b")
		dir, err := safefile.Create(path, base)
		if err == nil {
			err = dir.Write("f", []byte("x"))
		}
		if err == nil {
			err = safefile.Output(filepath.Join(base, "out"), []byte("x"), false)
		}
		if err == nil {
			err = safefile.InPlace(filepath.Join(base, "made"), []byte("x"))
		}
		syscall.Umask(old)
		if err != nil {
			t.Fatalf("umask %04o: %v", umask, err)
		}
		for name, want := range map[string]fs.FileMode{
			"a": 0o700, "a/b": 0o700, "a/b/f": 0o600, "out": 0o600, "made": 0o600,
		} {
			if got := mode(t, filepath.Join(base, name)); got != want {
				t.Errorf("umask %04o: %s has mode %04o, want %04o", umask, name, got, want)
			}
		}
	}
}

func TestCreateNeedsItsBase(t *testing.T) {
	base := filepath.Join(t.TempDir(), "no-home")
	if _, err := safefile.Create(filepath.Join(base, "x"), base); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(base); err == nil {
		t.Error("a missing home directory was created")
	}
	if _, err := safefile.Open("relative"); err == nil {
		t.Error("a relative directory is opened")
	}
}

// TestUnsafeFiles: a file that others could have created or changed is not read.
func TestUnsafeFiles(t *testing.T) {
	dir, path := create(t)
	outside := filepath.Join(t.TempDir(), "outside")
	write := func(name string, perm fs.FileMode) {
		if err := os.WriteFile(filepath.Join(path, name), []byte("x"), perm); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(path, name), perm); err != nil {
			t.Fatal(err)
		}
	}
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	check(os.WriteFile(outside, []byte("x"), 0o600))
	check(os.Symlink(outside, filepath.Join(path, "link")))
	check(os.Symlink("nowhere", filepath.Join(path, "dangling")))
	write("one", 0o600)
	check(os.Link(filepath.Join(path, "one"), filepath.Join(path, "hard")))
	write("writable", 0o620)
	check(syscall.Mkfifo(filepath.Join(path, "fifo"), 0o600))
	check(os.Mkdir(filepath.Join(path, "dir"), 0o700))
	write("large", 0o600)
	check(os.Truncate(filepath.Join(path, "large"), 1<<30))
	for _, name := range []string{"link", "dangling", "hard", "writable", "fifo", "dir", "large"} {
		start := time.Now()
		_, _, err := dir.Read(name, 1<<20)
		var unsafe *safefile.Unsafe
		if !errors.As(err, &unsafe) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
		if time.Since(start) > 2*time.Second {
			t.Errorf("%s: Read waited", name)
		}
	}
	for _, name := range []string{"link", "dir", "fifo"} {
		if err := dir.Write(name, []byte("y")); err == nil {
			t.Errorf("%s is written", name)
		}
		if err := safefile.InPlace(filepath.Join(path, name), []byte("y")); err == nil {
			t.Errorf("%s is written in place", name)
		}
		if err := safefile.Output(filepath.Join(path, name), []byte("y"), true); err == nil {
			t.Errorf("%s is replaced", name)
		}
	}
	if err := safefile.InPlace(filepath.Join(path, "hard"), []byte("y")); err == nil {
		t.Error("a file with two names is written in place")
	}
	if data, err := os.ReadFile(outside); err != nil || string(data) != "x" {
		t.Errorf("the file outside contains %q, %v", data, err)
	}
	check(os.Chmod(path, 0o770))
	if _, err := safefile.Open(path); err == nil {
		t.Error("a directory that others may write is opened")
	}
}

// TestForeignOwner: files of another user are not used, not even by root.
func TestForeignOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("not run: only root can give a file away")
	}
	dir, path := create(t)
	if err := dir.Write("f", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(filepath.Join(path, "f"), 54321, 54321); err != nil {
		t.Fatal(err)
	}
	if _, _, err := dir.Read("f", 10); err == nil || !strings.Contains(err.Error(), "belongs to user 54321") {
		t.Errorf("error %v", err)
	}
	if err := os.Chown(path, 54321, 54321); err != nil {
		t.Fatal(err)
	}
	if _, err := safefile.Open(path); err == nil {
		t.Error("another user's directory is opened")
	}
}

// TestInPlaceOwner: a file that root creates in place belongs to the owner of the directory,
// who started the container. An existing file keeps its owner.
func TestInPlaceOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("not run: only root can give a file away")
	}
	base := t.TempDir()
	if err := os.Chown(base, 54321, 54322); err != nil {
		t.Fatal(err)
	}
	there := filepath.Join(base, "there")
	if err := os.WriteFile(there, nil, 0o640); err != nil {
		t.Fatal(err)
	}
	for path, uid := range map[string]uint32{filepath.Join(base, "made"): 54321, there: 0} {
		if err := safefile.InPlace(path, []byte("x")); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Sys().(*syscall.Stat_t).Uid; got != uid {
			t.Errorf("%s belongs to %d, want %d", path, got, uid)
		}
	}
}

// TestLooseFile: a file that others may only read is made private and read.
func TestLooseFile(t *testing.T) {
	dir, path := create(t)
	if err := os.WriteFile(filepath.Join(path, "f"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(path, "f"), 0o644); err != nil {
		t.Fatal(err)
	}
	data, loose, err := dir.Read("f", 10)
	if err != nil || !loose || string(data) != "x" {
		t.Errorf("%q, %v, %v", data, loose, err)
	}
	if _, loose, _ := dir.Read("f", 10); loose || mode(t, filepath.Join(path, "f")) != 0o600 {
		t.Error("others can still read the file")
	}
}

// TestConcurrentWrites: readers see complete contents, and no temporary file is left.
func TestConcurrentWrites(t *testing.T) {
	dir, _ := create(t)
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			if err := dir.Write("f", bytes.Repeat([]byte{byte('a' + i%26)}, 8000)); err != nil {
				t.Error(err)
			}
		})
		group.Go(func() {
			data, _, err := dir.Read("f", 1<<20)
			if errors.Is(err, fs.ErrNotExist) {
				return
			}
			if err != nil || len(data) != 8000 || len(bytes.Trim(data, string(data[:1]))) != 0 {
				t.Errorf("read %d bytes, %v", len(data), err)
			}
		})
	}
	group.Wait()
	if names, err := dir.Names(); err != nil || len(names) != 1 {
		t.Errorf("left %v, %v", names, err)
	}
}

// TestWriteNew: exactly one of many writers creates the file.
func TestWriteNew(t *testing.T) {
	dir, path := create(t)
	var group sync.WaitGroup
	won := make(chan string, 50)
	for i := range 50 {
		group.Go(func() {
			text := fmt.Sprintf("%02d", i)
			if err := dir.WriteNew("f", []byte(text)); err == nil {
				won <- text
			} else if !errors.Is(err, fs.ErrExist) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	data, err := os.ReadFile(filepath.Join(path, "f"))
	if len(won) != 1 || err != nil || string(data) != <-won {
		t.Errorf("%d writers won, the file contains %q, %v", len(won), data, err)
	}
	left, _ := filepath.Glob(filepath.Join(path, ".dockercfg-tmp-*"))
	if len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

// TestSweep: the temporary files of killed processes are removed, those of running ones
// are not.
func TestSweep(t *testing.T) {
	dir, path := create(t)
	for name, age := range map[string]time.Duration{"old": 2 * time.Minute, "new": 0} {
		file := filepath.Join(path, ".dockercfg-tmp-"+name)
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		when := time.Now().Add(-age)
		if err := os.Chtimes(file, when, when); err != nil {
			t.Fatal(err)
		}
	}
	if err := dir.Write("f", nil); err != nil {
		t.Fatal(err)
	}
	left, _ := filepath.Glob(filepath.Join(path, ".dockercfg-tmp-*"))
	if len(left) != 1 || !strings.HasSuffix(left[0], "new") {
		t.Errorf("left %v", left)
	}
}

// TestInPlace: the file is emptied first and keeps its mode.
func TestInPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte("a longer old content"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	before, _ := os.Stat(path)
	if err := safefile.InPlace(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	after, _ := os.Stat(path)
	data, err := os.ReadFile(path)
	if err != nil || string(data) != "new" || mode(t, path) != 0o644 || !os.SameFile(before, after) {
		t.Errorf("%q, mode %04o, %v", data, mode(t, path), err)
	}
}

// TestOutput: a file is only replaced with force.
func TestOutput(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := safefile.Output(path, []byte("1"), false); err != nil {
		t.Fatal(err)
	}
	if err := safefile.Output(path, []byte("2"), false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("error %v", err)
	}
	if data, _ := os.ReadFile(path); string(data) != "1" {
		t.Errorf("it contains %q", data)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := safefile.Output(path, []byte("3"), true); err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(path); string(data) != "3" || mode(t, path) != 0o600 {
		t.Errorf("it contains %q, mode %04o", data, mode(t, path))
	}
}

// TestVolatile: only some names of a large cache are read, and a write to it is as safe
// as any.
func TestVolatile(t *testing.T) {
	dir, path := create(t)
	dir = dir.Volatile()
	for i := range 5000 {
		if err := os.WriteFile(filepath.Join(path, fmt.Sprint("f", i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := dir.Write("new", []byte("x")); err != nil || mode(t, filepath.Join(path, "new")) != 0o600 {
		t.Fatalf("writing: %v", err)
	}
	some, err := dir.SomeNames()
	all, errAll := dir.Names()
	if err != nil || errAll != nil || len(some) == 0 || len(some) > 4096 || len(all) != 5001 {
		t.Errorf("some are %d, all are %d: %v, %v", len(some), len(all), err, errAll)
	}
}

// TestCreateTmpfile: a new file is complete and private whatever the umask, an existing
// file is not changed, and no other file is left in the directory.
func TestCreateTmpfile(t *testing.T) {
	dir, path := create(t)
	old := syscall.Umask(0o777)
	created := dir.CreateTmpfile("x", []byte("first"))
	syscall.Umask(old)
	if !created {
		t.Skip("not run: this file system does not support O_TMPFILE")
	}
	if info, err := os.Stat(dir.Path("x")); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if dir.CreateTmpfile("x", []byte("second")) {
		t.Error("an existing file was replaced")
	}
	if data, _, err := dir.Read("x", 100); string(data) != "first" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	if entries, err := os.ReadDir(path); len(entries) != 1 || err != nil {
		t.Errorf("%v, %v", entries, err)
	}
}
