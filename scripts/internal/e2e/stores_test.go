//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// TestPass: pass works without a terminal, with the Debian package's helper and with upstream's
// newest one.
func TestPass(t *testing.T) {
	for name, first := range passHelpers() {
		t.Run(name, func(t *testing.T) {
			s, home := newPass(t, first)
			defer s.Run(t, "", "gpgconf", "--kill", "all")
			keeps(t, s, "pass", s.With("DOCKERCFG_KEEPER=pass"), func() bool {
				return strings.Contains(s.Run(t, "", "pass", "ls").OK(t), stage.User)
			})
			s.Run(t, "", "gpgconf", "--kill", "all")
			// A missing key is an error, never "not found".
			if err := os.RemoveAll(filepath.Join(home, "g")); err != nil {
				t.Fatal(err)
			}
			s.WriteConfig(t, `{"credHelpers":{"registry.example":"pass"}}`)
			if r := s.Run(t, "", "dockercfg", "export", "-o", filepath.Join(s.Temp, "none.json")); r.Code != 1 {
				t.Errorf("without its key: %+v", r)
			}
		})
	}
}

// passHelpers are the directories to put before PATH: for the package's helper, and for upstream's
// newest one.
func passHelpers() map[string]string {
	return map[string]string{"packaged": "", "newest": filepath.Join(stage.Tools(), "upstream") + ":"}
}

// newPass creates a pass store with a key without a passphrase. The caller must end gpg-agent.
func newPass(t *testing.T, first string) (s *stage.Stage, home string) {
	t.Helper()
	stage.Installed(t, "pass", "gpg", "docker-credential-pass")
	home = shortHome(t)
	s = stage.New(t).With("HOME="+home, "GNUPGHOME="+filepath.Join(home, "g"),
		"PATH="+first+stage.Programs()+":/usr/sbin:/usr/bin:/sbin:/bin")
	if err := os.Mkdir(filepath.Join(home, "g"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.Run(t, "", "gpg", "--batch", "--passphrase", "", "--quick-gen-key", "t@example.test", "future-default", "default", "never").OK(t)
	s.Run(t, "", "pass", "init", "t@example.test").OK(t)
	return s, home
}

// TestSecretService: gnome-keyring on a separate bus, without a desktop. docker-credential-auto
// uses it because there is a bus.
func TestSecretService(t *testing.T) {
	s, home := newSecretService(t)
	keeps(t, s, "secretservice", s, func() bool {
		return strings.Contains(s.Run(t, "", "docker-credential-secretservice", "list").OK(t), stage.User)
	})
	// Without the bus, a store that the user has named fails; it does not answer "not found".
	s.WriteConfig(t, `{"credHelpers":{"registry.example":"secretservice"}}`)
	if r := s.With("DBUS_SESSION_BUS_ADDRESS=unix:path="+home+"/none").Run(t, "", "dockercfg", "export", "-o", filepath.Join(s.Temp, "none.json")); r.Code != 1 || !strings.Contains(r.Err, "secretservice") {
		t.Errorf("without the bus: %+v", r)
	}
}

// newSecretService starts an unlocked keyring on a separate bus.
func newSecretService(t *testing.T) (s *stage.Stage, home string) {
	t.Helper()
	stage.Installed(t, "dbus-daemon", "gnome-keyring-daemon", "docker-credential-secretservice")
	home = shortHome(t)
	bus := "unix:path=" + filepath.Join(home, "bus")
	config := filepath.Join(home, "bus.conf")
	write(t, config, "<busconfig><listen>"+bus+"</listen><policy context='default'><allow own='*'/>"+
		"<allow send_destination='*'/><allow receive_sender='*'/></policy></busconfig>")
	s = stage.New(t).With("HOME="+home, "XDG_RUNTIME_DIR="+home, "DBUS_SESSION_BUS_ADDRESS="+bus)
	background(t, s, "", "dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile")
	appears(t, filepath.Join(home, "bus"))
	background(t, s, "password", "gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets")
	for range 100 {
		if s.Run(t, "", "docker-credential-secretservice", "list").Code == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	return s, home
}

// keeps checks that docker and docker-credential-auto store logins, that a pull and an export use
// them, and that logout removes them.
func keeps(t *testing.T, s *stage.Stage, short string, router *stage.Stage, kept func() bool) {
	t.Helper()
	w := newWorld(t)
	pushed := w.cranePush(t, w.loggedIn(t, stage.Password), w.basic)
	for store, s := range map[string]*stage.Stage{short: s, "auto": router} {
		s.WriteConfig(t, `{"credsStore":"`+store+`"}`)
		s.Run(t, "", "crane", "digest", w.basic+"/crane:1").Refused(t)
		docker(t, s, stage.Password, "login", "-u", stage.User, "--password-stdin", w.basic).OK(t)
		noSecret(t, s.ReadConfig(t))
		if !kept() {
			t.Errorf("%s: the login did not go to %s", store, short)
		}
		if pulled := cranePull(t, s, w.basic); pulled != pushed {
			t.Errorf("%s: pulled %s, pushed %s", store, pulled, pushed)
		}
		alone := w.exported(t, s)
		if pulled := cranePull(t, alone, w.basic); pulled != pushed {
			t.Errorf("%s: with the exported file, pulled %s, pushed %s", store, pulled, pushed)
		}
		docker(t, s, "", "logout", w.basic).OK(t)
		if kept() {
			t.Errorf("%s: after logout %s still has the login", store, short)
		}
		s.Run(t, "", "crane", "digest", w.basic+"/crane:1").Refused(t)
	}
}

// shortHome creates a home directory with a short path: a socket's path has at most 108 bytes.
func shortHome(t *testing.T) string {
	t.Helper()
	home, err := os.MkdirTemp("", "h")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	return home
}

// background starts a program, which is killed by its process id at the end of the test.
func background(t *testing.T, s *stage.Stage, stdin, name string, args ...string) {
	t.Helper()
	cmd := s.Command(t, name, args...)
	cmd.Stdin = strings.NewReader(stdin)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	running := stage.Start(t, cmd)
	t.Cleanup(func() {
		_ = running.Process.Signal(syscall.SIGTERM)
		running.Wait(t)
	})
}

// appears waits until a socket exists.
func appears(t *testing.T, path string) {
	t.Helper()
	for range 100 {
		if _, err := os.Stat(path); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("there is no %s", path)
}
