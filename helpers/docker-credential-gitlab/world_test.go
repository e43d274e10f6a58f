package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

// world is a home directory. The test fails if the helper connects to any host.
type world struct{ *helpertest.World }

func newWorld(t *testing.T, env ...string) *world {
	t.Helper()
	return &world{helpertest.NewOfflineWorld(t, program, own, env...)}
}

// rules writes config.toml.
func (w *world) rules(t *testing.T, text string) {
	t.Helper()
	w.File(t, ".config/dockercfg/config.toml", text)
	w.File(t, "AppData/dockercfg/config.toml", text)
	w.Env = append(w.Env, "AppData="+filepath.Join(w.Home, "AppData"))
}

// answers checks a complete answer of get, and that explain says the same without the secret.
func (w *world) answers(t *testing.T, asked, user, secret, words, kind string, env ...string) {
	t.Helper()
	want := `{"ServerURL":"` + asked + `","Username":"` + user + `","Secret":"` + secret + "\"}\n"
	if a := w.Run(t, "get", asked, env...); a.Out != want || a.Err != "" || a.Code != 0 {
		t.Errorf("%s, %q: %+v", asked, env, a)
	}
	e := w.Run(t, "explain", asked, env...)
	if !strings.Contains(e.Out, `"Username":"`+user+`"`) || !strings.Contains(e.Out, `"Source":"`+words) ||
		!strings.Contains(e.Out, `"Kind":"`+kind+`"`) || strings.Contains(e.Out, secret) {
		t.Errorf("explain of %s, %q: %+v", asked, env, e)
	}
}

// withStore builds the embedded store into a directory on PATH.
func (w *world) withStore(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	if err := built.Into(dir, "docker-credential-file"); err != nil {
		t.Fatal(err)
	}
	w.Env = append(w.Env, "PATH="+dir)
}
