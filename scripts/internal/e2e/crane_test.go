//go:build e2e

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// craneLogin returns a stage whose logins crane has stored with docker-credential-file.
func (w world) craneLogin(t *testing.T) *stage.Stage {
	s := stage.New(t)
	s.WriteConfig(t, w.helpers("file"))
	for _, host := range w.hosts() {
		s.Run(t, stage.Password, "crane", "auth", "login", host, "-u", stage.User, "--password-stdin").OK(t)
		if user, secret, ok := s.Get(t, host); !ok || user != stage.User || secret != stage.Password {
			t.Errorf("after crane auth login, get %s answers %q %q %v", host, user, secret, ok)
		}
	}
	if text := s.ReadConfig(t); strings.Contains(text, "auth\"") {
		t.Errorf("crane auth login left an entry in config.json: %s", text)
	}
	return s
}

func TestCrane(t *testing.T) {
	w := newWorld(t)
	for way, s := range w.ways(t) {
		for name, host := range w.hosts() {
			t.Run(way+"/"+name, func(t *testing.T) {
				w.tokens.Take()
				pushed := w.cranePush(t, s, host)
				w.sawUser(t, host, "push")
				if pulled := cranePull(t, s, host); pulled != pushed {
					t.Errorf("pulled %s, pushed %s", pulled, pushed)
				}
				w.sawUser(t, host, "pull")
			})
		}
	}
}

// cranePush pushes with crane and returns the digest.
func (w world) cranePush(t *testing.T, s *stage.Stage, host string) string {
	t.Helper()
	out := s.Run(t, "", "crane", "append", "-f", w.layer, "-t", host+"/crane:1").OK(t)
	_, digest, ok := strings.Cut(strings.TrimSpace(out), "@")
	if !ok {
		t.Fatalf("crane append printed %q", out)
	}
	return digest
}

// cranePull pulls with crane and returns the digest of the file on disk.
func cranePull(t *testing.T, s *stage.Stage, host string) string {
	t.Helper()
	layout := filepath.Join(t.TempDir(), "layout")
	s.Run(t, "", "crane", "pull", "--format=oci", host+"/crane:1", layout).OK(t)
	text, err := os.ReadFile(filepath.Join(layout, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var index struct{ Manifests []struct{ Digest string } }
	if err := json.Unmarshal(text, &index); err != nil || len(index.Manifests) != 1 {
		t.Fatalf("crane pull wrote the index %s (%v)", text, err)
	}
	return index.Manifests[0].Digest
}

// TestCraneRefused: without a login or with a wrong one, neither registry permits a push or a
// pull. Otherwise TestCrane would prove nothing.
func TestCraneRefused(t *testing.T) {
	w := newWorld(t)
	right, nobody, wrong := w.loggedIn(t, stage.Password), stage.New(t), w.loggedIn(t, "s3cr")
	nobody.WriteConfig(t, w.helpers("file"))
	for name, host := range w.hosts() {
		w.cranePush(t, right, host)
		w.tokens.Take()
		for as, s := range map[string]*stage.Stage{"": nobody, stage.User: wrong} {
			t.Run(name+"/as "+as, func(t *testing.T) {
				s.Run(t, "", "crane", "pull", host+"/crane:1", filepath.Join(t.TempDir(), "o.tar")).Refused(t).Says(t, "unauthorized")
				w.sawRefusal(t, host, as)
				s.Run(t, "", "crane", "append", "-f", w.layer, "-t", host+"/crane:2").Refused(t).Says(t, "unauthorized")
				w.sawRefusal(t, host, as)
			})
		}
	}
}

func TestCraneLogout(t *testing.T) {
	w := newWorld(t)
	s := w.craneLogin(t)
	w.cranePush(t, s, w.basic)
	s.Run(t, "", "crane", "auth", "logout", w.basic).OK(t)
	if user, _, ok := s.Get(t, w.basic); ok {
		t.Errorf("after crane auth logout the store still has %s's login", user)
	}
	if _, _, ok := s.Get(t, w.bearer); !ok {
		t.Error("crane auth logout of one registry took the other's login too")
	}
	s.Run(t, "", "crane", "digest", w.basic+"/crane:1").Refused(t)
	s.Run(t, "", "crane", "auth", "logout", w.basic).OK(t) // a second logout succeeds
}

// TestLoginOutranksVariables: a login with the vars helper goes to the store that the config
// names, takes precedence over the variables, and is gone after logout.
func TestLoginOutranksVariables(t *testing.T) {
	w := newWorld(t)
	pushed := w.cranePush(t, w.loggedIn(t, stage.Password), w.basic)
	s := w.fromVariables(t, "not the password")
	s.WriteConfig(t, strings.Replace(w.helpers("vars"), "{", `{"credsStore":"file",`, 1))
	s.Run(t, "", "crane", "digest", w.basic+"/crane:1").Refused(t).Says(t, "unauthorized")
	s.Run(t, stage.Password, "crane", "auth", "login", w.basic, "-u", stage.User, "--password-stdin").OK(t)
	if pulled := cranePull(t, s, w.basic); pulled != pushed {
		t.Errorf("pulled %s, pushed %s", pulled, pushed)
	}
	if _, secret, _ := s.Get(t, w.basic); secret != stage.Password {
		t.Errorf("the file store answers %q", secret)
	}
	s.Run(t, "", "crane", "auth", "logout", w.basic).OK(t)
	if _, _, ok := s.Get(t, w.basic); ok {
		t.Error("after logout the store still has the login")
	}
	s.Run(t, "", "crane", "digest", w.basic+"/crane:1").Refused(t).Says(t, "unauthorized")
}
