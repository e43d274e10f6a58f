//go:build e2e

package release

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var platforms = []string{"linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64", "windows_arm64"}

func (s snapshot) archive(platform string) string {
	ext := ".tar.gz"
	if strings.HasPrefix(platform, "windows") {
		ext = ".zip"
	}
	return filepath.Join(s.dist, "dockercfg_"+s.version+"_"+platform+ext)
}

// archives: each contains every program and its files, and nothing else.
func (s snapshot) archives(t *testing.T) {
	for _, platform := range platforms {
		modes := entries(t, s.archive(platform))
		want := []string{"CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md"}
		for _, program := range s.programs {
			file := program
			if strings.HasPrefix(platform, "windows") {
				file += ".exe"
			}
			want = append(want, file)
			if mode, ok := modes[file]; !ok || mode&0o111 == 0 {
				t.Errorf("%s: %s is there: %v, mode %o", platform, file, ok, mode)
			}
		}
		for pattern, into := range map[string]string{
			"packaging/man/*.1": "man", "packaging/completions/*": "completions",
			"docs/*.md": "docs", "docs/providers/*.md": "docs/providers",
		} {
			files, err := filepath.Glob(filepath.Join(s.clone, pattern))
			if err != nil || len(files) == 0 {
				t.Fatalf("%s: %v", pattern, err)
			}
			for _, file := range files {
				want = append(want, into+"/"+filepath.Base(file))
			}
		}
		want = append(want, files(t, s.clone, "packaging/kubernetes")...)
		for _, name := range want {
			if _, ok := modes[name]; !ok {
				t.Errorf("%s has no %s", platform, name)
			}
			delete(modes, name)
		}
		if len(modes) > 0 {
			t.Errorf("%s has also %v", platform, modes)
		}
	}
}

// files returns all files below a directory of the clone, by their relative paths.
func files(t *testing.T, clone, dir string) (paths []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(clone), dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %v", dir, err)
	}
	return paths
}

// entries returns an archive's files and their modes.
func entries(t *testing.T, path string) map[string]os.FileMode {
	t.Helper()
	modes := map[string]os.FileMode{}
	if strings.HasSuffix(path, ".zip") {
		archive, err := zip.OpenReader(path)
		if err != nil {
			t.Fatal(err)
		}
		defer archive.Close()
		for _, file := range archive.File {
			modes[file.Name] = file.Mode()
		}
		return modes
	}
	each(t, path, func(header *tar.Header, _ io.Reader) {
		modes[header.Name] = header.FileInfo().Mode()
		if header.Uid != 0 || header.Uname != "root" {
			t.Errorf("%s: %s belongs to %d %s", path, header.Name, header.Uid, header.Uname)
		}
	})
	return modes
}

func each(t *testing.T, path string, do func(*tar.Header, io.Reader)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for archive := tar.NewReader(unpacked); ; {
		header, err := archive.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		do(header, archive)
	}
}

// hashes: the list contains every released file with its hash.
func (s snapshot) hashes(t *testing.T) {
	listed := map[string]string{}
	f, err := os.Open(filepath.Join(s.dist, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		hash, name, _ := strings.Cut(lines.Text(), "  ")
		listed[name] = hash
	}
	var names []string
	for _, pattern := range []string{"*.tar.gz", "*.zip", "*.deb", "*.rpm", "*.apk", "*.cdx.json"} {
		files, _ := filepath.Glob(filepath.Join(s.dist, pattern))
		names = append(names, files...)
	}
	if len(names) != len(listed) || len(names) != 6+6+3*3 {
		t.Errorf("%d files, %d lines", len(names), len(listed))
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if hash := fmt.Sprintf("%x", sha256.Sum256(text)); listed[filepath.Base(name)] != hash {
			t.Errorf("%s is %s, listed as %q", name, hash, listed[filepath.Base(name)])
		}
	}
}
