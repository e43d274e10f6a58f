//go:build unix

package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

const (
	desktop = "docker-credential-secretservice"
	// atOnce is how long a store that was not chosen may take: two seconds, and the time to stop it if it
	// does not exit, on a machine that is busy with other tests.
	atOnce = 7 * time.Second
)

// hungBus is a session bus that accepts connections and never answers.
func hungBus(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "bus") // a socket's path must be short
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	listener, err := net.Listen("unix", filepath.Join(dir, "bus"))
	must(t, err)
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			defer c.Close()
		}
	}()
	return "DBUS_SESSION_BUS_ADDRESS=unix:path=" + listener.Addr().String()
}

// broken are stores of the desktop that were not chosen, each failing in a different way.
func broken(t *testing.T, each func(t *testing.T, s stage, code string)) {
	t.Helper()
	for name, c := range map[string]struct{ script, code string }{
		"it hangs":           {"sleep 60", "timeout"},
		"it cannot be ended": {"trap '' TERM\nsleep 60 & wait; wait; wait", "timeout"},
		"there is no keyring": {`echo "The name org.freedesktop.secrets was not provided by any .service ` +
			`files"; exit 1`,
			"helper"},
		"the real one, hung":   {"", "timeout"},
		"the real one, no bus": {"", "helper"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bus := hungBus(t)
			if strings.HasSuffix(name, "no bus") {
				bus = "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere"
			}
			s := newStage(t, bus)
			if c.script != "" {
				s.fake(t, "secretservice", c.script)
			} else if _, err := exec.LookPath(desktop); err != nil {
				t.Skip("not run: " + desktop + " is not installed")
			}
			each(t, s, c.code)
		})
	}
}

// names checks a line about the store, and the time that it took.
func names(t *testing.T, a helpertest.Answer, line string) {
	t.Helper()
	if a.Took > atOnce || !strings.Contains(line, desktop) || !strings.Contains(line, "DOCKERCFG_KEEPER") ||
		strings.Count(line, "\n") != 1 {
		t.Errorf("the store is not named at once: %+v", a)
	}
}

// TestUnchosen: a broken store that was not chosen does not delay the pull for long, and a warning names
// it. If nothing says that it has a login, the pull continues.
func TestUnchosen(t *testing.T) {
	t.Parallel()
	broken(t, func(t *testing.T, s stage, code string) {
		s.fake(t, "quay", gives("quay"))
		t.Run("a variable answers", func(t *testing.T) {
			for _, limit := range []string{"", "3s"} {
				a := s.Run(t, "get", "own.example", "DOCKER_OWN__EXAMPLE_USR=ci", "DOCKER_OWN__EXAMPLE_PSW=p",
					"DOCKERCFG_TIMEOUT="+limit)
				if a.Code != 0 || !strings.Contains(a.Out, `"Username":"ci"`) {
					t.Errorf("%+v", a)
				}
				names(t, a, a.Err)
			}
		})
		t.Run("a helper answers", func(t *testing.T) {
			a := s.Run(t, "get", "quay.io")
			a.Password(t, "quay")
			names(t, a, a.Err)
		})
		t.Run("a public image", func(t *testing.T) {
			a := s.Run(t, "get", "public.example")
			if a.Code != 1 || a.Out != helpertest.NotFound {
				t.Errorf("%+v", a)
			}
			names(t, a, a.Err)
		})
		t.Run("list", func(t *testing.T) {
			a := s.Run(t, "list", "", "DOCKER_OWN__EXAMPLE_USR=ci", "DOCKER_OWN__EXAMPLE_PSW=p")
			if a.Code != 0 || a.Took > atOnce || !strings.Contains(a.Out, `"own.example":"ci"`) ||
				!strings.Contains(a.Err, desktop) {
				t.Errorf("%+v", a)
			}
		})
		t.Run("a login was noted", func(t *testing.T) {
			s.File(t, ".docker/config.json", `{"credsStore": "auto", "auths": {
				"own.example": {}, "https://quay.io/v1/": {}, "inline.example": {"auth": "dTpw"}}}`)
			for _, asked := range []string{"own.example", "quay.io"} {
				a := s.Run(t, "get", asked, "DOCKER_OWN__EXAMPLE_USR=ci", "DOCKER_OWN__EXAMPLE_PSW=p")
				if a.Code != 1 || !strings.HasPrefix(a.Out, ownName+": "+code+": the desktop's store: ") ||
					a.Out != a.Err {
					t.Errorf("%+v", a)
				}
				names(t, a, a.Out)
			}
			for _, asked := range []string{"inline.example", "own.example:5000"} {
				if a := s.Run(t, "get", asked); a.Out != helpertest.NotFound {
					t.Errorf("%s: %+v", asked, a)
				}
			}
		})
	})
}

// TestChosen: a store that was chosen may use the whole time of the run, and its failure is an error.
func TestChosen(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.fake(t, "secretservice", "sleep 60")
	s.fake(t, "quay", gives("quay"))
	s.Own = "quay.io"
	began := time.Now()
	s.Fails(t, "timeout", desktop+": it did not answer in time", "DOCKERCFG_KEEPER=secretservice",
		"DOCKERCFG_TIMEOUT=4s")
	if took := time.Since(began); took < 3*time.Second {
		t.Errorf("it had %s only", took)
	}
	a := s.Run(t, "store", `{"ServerURL":"quay.io","Username":"ann","Secret":"CANARY"}`,
		"DOCKERCFG_KEEPER=secretservice", "DOCKERCFG_TIMEOUT=1s")
	if a.Code != 1 || !strings.Contains(a.Out, "timeout: "+desktop+": ") {
		t.Errorf("a login: %+v", a)
	}
}

// TestNotStarted: the desktop's store remains the store of logins even if it is not started because others
// could have changed it. No other store has its logins, or gets a new one.
func TestNotStarted(t *testing.T) {
	s := newStage(t, hungBus(t))
	s.fake(t, "secretservice", gives("desktop"))
	must(t, os.Chmod(filepath.Join(s.dir, desktop), 0o777))
	s.Program = helpertest.Build(t, ownName)
	s.Env = append(s.Env, "PATH="+s.dir+":"+real) // without the programs of this machine
	a := s.Run(t, "get", "public.example")
	if a.Out != helpertest.NotFound || !strings.Contains(a.Err, desktop+" is writable by every user: chmod o-w it") {
		t.Errorf("%+v", a)
	}
	if a := s.login(t, "own.example", "ann"); a.Code != 1 ||
		!strings.Contains(a.Out, "backend: "+desktop+" is not used") {
		t.Errorf("a login: %+v", a)
	}
	s.starts(t)
}
