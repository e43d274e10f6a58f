//go:build e2e

package release

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// root is an empty system with one package: no library, no shell, no other file.
type root struct {
	*stage.Stage
	dir string
}

func newRoot(t *testing.T, dirs ...string) root {
	t.Helper()
	r := root{stage.New(t), t.TempDir()}
	for _, dir := range append(dirs, "home", "tmp") {
		if err := os.MkdirAll(filepath.Join(r.dir, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	r.Stage = r.With("HOME=/home", "TMPDIR=/tmp", "PATH=/usr/bin", "DOCKER_CONFIG=", "XDG_RUNTIME_DIR=")
	return r
}

// in runs an installed program in the root.
func (r root) in(t *testing.T, stdin string, args ...string) stage.Result {
	t.Helper()
	return r.Run(t, stdin, "/usr/sbin/chroot", append([]string{r.dir}, args...)...)
}

// used: the installed programs store a login, return it, and export it.
func (r root) used(t *testing.T, programs []string) {
	t.Helper()
	for _, program := range programs {
		verb := "version"
		if !strings.HasPrefix(program, "docker-credential-") {
			verb = "--version"
		}
		if out := r.in(t, "", program, verb).OK(t); strings.TrimSpace(out) == "" {
			t.Errorf("%s has no version", program)
		}
	}
	r.in(t, stage.Login("registry.example", "alice", "s3cr:et"), "docker-credential-file", "store").OK(t)
	if err := os.MkdirAll(filepath.Join(r.dir, "home/.docker"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.dir, "home/.docker/config.json"), []byte(`{"credsStore":"auto"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	r.in(t, "", "dockercfg", "export", "-o", "/tmp/static.json").OK(t)
	if text, _ := os.ReadFile(filepath.Join(r.dir, "tmp/static.json")); !bytes.Contains(text, []byte("YWxpY2U6czNjcjpldA==")) {
		t.Errorf("exported: %s", text)
	}
}

// installed returns a package's files below /usr in the root.
func (r root) installed(t *testing.T) (files []string) {
	t.Helper()
	_ = filepath.WalkDir(filepath.Join(r.dir, "usr"), func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files = append(files, strings.TrimPrefix(path, r.dir))
		}
		return nil
	})
	return files
}

// pages: each manual page of the tree and each completion was installed completely.
func (r root) pages(t *testing.T, zsh string) {
	t.Helper()
	pages, err := filepath.Glob("../../../../packaging/man/*.1")
	if err != nil || len(pages) == 0 {
		t.Fatal("there are no pages")
	}
	for _, page := range pages {
		want, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(r.dir, "usr/share/man/man1", filepath.Base(page)+".gz"))
		if err != nil {
			t.Error(err)
			continue
		}
		unpacked, err := gzip.NewReader(bytes.NewReader(got))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(unpacked); err != nil || !bytes.Equal(text, want) {
			t.Errorf("%s is another (%v)", page, err)
		}
	}
	for _, file := range []string{"usr/share/bash-completion/completions/dockercfg", "usr/share/fish/vendor_completions.d/dockercfg.fish", zsh, "usr/share/doc/dockercfg/copyright"} {
		if info, err := os.Stat(filepath.Join(r.dir, file)); err != nil || info.Mode().Perm() != 0o644 || info.Size() == 0 {
			t.Errorf("%s: %v", file, err)
		}
	}
}
