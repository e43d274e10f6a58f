package codeship

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// project is a project's files by name.
type project map[string]string

// write writes the files into a new directory and returns it.
func (files project) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[name]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func link(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Skip("this system has no symbolic links:", err)
	}
}

const oneService = "app:\n  image: team/app\n"

// testIndex is an index of git, without what is not read.
const testIndex = "DIRC\x00\x00\x00\x02\x0ccodeship.aes\x00"

const testKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"

// TestLinksOut checks that a file with a usual name is not read if it is a link out of the
// project, that a link within the project is, and that a path which the user names always
// is.
func TestLinksOut(t *testing.T) {
	outside := project{"services": oneService, "steps": "- service: app\n  command: x\n", "key": testKey}.write(t)
	for name, target := range map[string]string{
		"codeship-services.yml": "services", "docker-compose.yml": "services",
		"codeship-steps.yml": "steps", "jet-steps.json": "steps", jet.DefaultKey: "key",
	} {
		files := project{"codeship-services.yml": oneService, "inner": outsideText(t, outside, target)}
		delete(files, name)
		if name == "docker-compose.yml" {
			delete(files, "codeship-services.yml")
		}
		dir := files.write(t)
		path := filepath.Join(dir, name)
		link(t, filepath.Join(outside, target), path)
		_, err := Load(Where{Dir: dir})
		var failure *fault.Error
		if !errors.As(err, &failure) || !strings.Contains(err.Error(), name+" is a link that leads out of the project") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Load(Where{
			Dir: dir, Services: filepath.Join(outside, "services"), Steps: filepath.Join(outside, "steps"),
			Key: filepath.Join(outside, "key"),
		}); err != nil {
			t.Errorf("%s: with named files: %v", name, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		link(t, "inner", path)
		if _, err := Load(Where{Dir: dir}); err != nil {
			t.Errorf("%s: a link within the project: %v", name, err)
		}
	}
}

func outsideText(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestTrackedLinksOut checks the same for the files of git and docker.
func TestTrackedLinksOut(t *testing.T) {
	outside := project{
		"ignore": "\xff\xfe#\x00", "index": testIndex, "dockercfg": "{}", "git/index": testIndex,
	}.write(t)
	for name, target := range map[string]string{
		".gitignore": "ignore", ".dockerignore": "ignore", ".git/index": "index", ".git": "git", "dockercfg": "dockercfg",
	} {
		dir := project{
			"codeship-services.yml": oneService, jet.DefaultKey: testKey,
			".gitignore": "codeship.aes\n", ".dockerignore": "codeship.aes\n", ".git/HEAD": "",
		}.write(t)
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		link(t, filepath.Join(outside, target), path)
		p, err := Load(Where{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		l := &linter{Project: p}
		tracked(l)
		for _, found := range l.findings {
			if !strings.HasPrefix(found.What, "it does not list codeship.aes") && !found.Note {
				t.Errorf("%s: %s", name, found)
			}
		}
	}
}
