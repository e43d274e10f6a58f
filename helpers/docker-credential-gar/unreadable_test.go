//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
)

const gcloudHome = ".config/gcloud"

// spoiled are unreadable files of gcloud's, with the error for each.
var spoiled = map[string]struct {
	files  map[string]string // below gcloud's directory; "/" is a directory in the file's place
	closed string            // what this user cannot read
	text   string
}{
	"a default login of another user": {map[string]string{"application_default_credentials.json": aLogin},
		"application_default_credentials.json", "this user may not read it: run `sudo chown -R $USER "},
	"a default login that is a folder": {map[string]string{"application_default_credentials.json": "/"}, "",
		"it is a directory, which `docker run -v` creates if the file is missing: run `rmdir "},
	"an active_config of another user": {map[string]string{
		"active_config": "work", "configurations/config_work": aConfig,
	}, "active_config", "the name of gcloud's active configuration"},
	"an active_config that is a folder": {map[string]string{"active_config": "/"}, "", "it is a directory"},
	"a configuration of another user": {map[string]string{"configurations/config_default": aConfig},
		"configurations/config_default", "gcloud's configuration default"},
	"a configuration that is a folder": {map[string]string{"configurations/config_default": "/"}, "",
		"gcloud's configuration default"},
	"the configurations' folder closed": {map[string]string{"configurations/config_default": aConfig},
		"configurations", "gcloud's configuration default"},
	"the whole folder closed": {map[string]string{"configurations/config_default": aConfig}, ".",
		"this user may not read it"},
}

// spoil creates such files.
func spoil(t *testing.T, w *world, what string) {
	t.Helper()
	s := spoiled[what]
	for name, text := range s.files {
		if text == "/" {
			if err := os.MkdirAll(filepath.Join(w.Home, gcloudHome, name), 0o700); err != nil {
				t.Fatal(err)
			}
			continue
		}
		w.File(t, filepath.Join(gcloudHome, name), text)
	}
	w.AsUser(t)
	if s.closed != "" {
		if err := os.Chmod(filepath.Join(w.Home, gcloudHome, s.closed), 0); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(filepath.Join(w.Home, gcloudHome, s.closed), 0o700) })
	}
}

// TestUnreadable: get and explain name a file of gcloud's that cannot be read, for a registry of
// Google's. The answer is not "not found", since the file may contain a login. Other registries are
// not affected.
func TestUnreadable(t *testing.T) {
	for what, s := range spoiled {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			spoil(t, w, what)
			w.Fails(t, "config", s.text)
			w.Fails(t, "config", gcloudHome)
			if a := w.Run(t, "explain", own); a.Code != 1 ||
				!strings.Contains(a.Out, "docker-credential-gar: config: ") {
				t.Errorf("explain: %+v", a)
			}
			w.Anonymous(t, "registry.example")
		})
	}
}

// TestIgnoredFile: like Google's libraries, the helper ignores such a file, with a warning, and uses
// the machine's service account. If the machine has none, the file is the error.
func TestIgnoredFile(t *testing.T) {
	for what, s := range spoiled {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			service, _ := metadataServer(t, nil)
			spoil(t, w, what)
			w.set("NO_GCE_CHECK=", "GCE_METADATA_HOST="+service)
			a := w.Run(t, "get", own)
			if a.Code != 0 || strings.Count(a.Err, "\n") != 1 ||
				!strings.Contains(a.Err, "the service account of this machine is used: reading ") ||
				!strings.Contains(a.Err, s.text) {
				t.Errorf("%+v", a)
			}
			w.set("GCE_METADATA_HOST=127.0.0.1:1")
			w.Fails(t, "config", s.text)
		})
	}
}

// TestUnreadableBesideAnother: if an identity overrides the file, the file is not read.
func TestUnreadableBesideAnother(t *testing.T) {
	w := newWorld(t, "GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount("a@p.iam.gserviceaccount.com"))
	spoil(t, w, "the whole folder closed")
	if a := w.Run(t, "get", own); a.Code != 0 || a.Err != "" {
		t.Errorf("%+v", a)
	}
}

// TestGcloudText: the error says why gcloud cannot read a file as text.
func TestGcloudText(t *testing.T) {
	utf16 := "\xff\xfe[\x00c\x00o\x00r\x00e\x00]\x00"
	for name, c := range map[string]struct{ text, says string }{
		"configurations/config_default":        {"\ufeff" + aConfig, "gcloud's configuration default"},
		"application_default_credentials.json": {utf16, "it is written in UTF-16: save it as UTF-8"},
		"active_config":                        {"\xff\xfew\x00", "it is written in UTF-16"},
	} {
		w := newWorld(t)
		w.File(t, filepath.Join(gcloudHome, name), c.text)
		w.Fails(t, "config", c.says)
		w.Fails(t, "config", name)
	}
	w := newWorld(t)
	w.File(t, filepath.Join(gcloudHome, "configurations/config_default"), utf16)
	w.Fails(t, "config", "it is written in UTF-16")
	w = newWorld(t)
	w.File(t, filepath.Join(gcloudHome, "configurations/config_default"), "\ufeff"+aConfig)
	w.Fails(t, "config", "it begins with a byte order mark: save it as UTF-8 without one")
}

// TestProofFiles: the error explains what is wrong with a file that a variable or a rule names.
func TestProofFiles(t *testing.T) {
	helpertest.ProofFiles(t, func(t *testing.T, path string) *helpertest.World {
		return newWorld(t, "GOOGLE_APPLICATION_CREDENTIALS="+path).World
	}, "GOOGLE_APPLICATION_CREDENTIALS")
	helpertest.ProofFiles(t, func(t *testing.T, path string) *helpertest.World {
		w := newWorld(t)
		w.File(t, tomlName, "[[registry]]\nmatch = \"*.pkg.dev\"\ncredentials_file = \""+path+"\"\n")
		return w.World
	}, "credentials_file")
	helpertest.ProofFiles(t, func(t *testing.T, path string) *helpertest.World {
		return newWorld(t, "GOOGLE_AUTH_JSON="+federation(map[string]any{"file": path})).World
	}, "the subject token's file that GOOGLE_AUTH_JSON names")
}
