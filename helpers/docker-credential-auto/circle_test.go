//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestCircle: a setting that leads back to the router causes a single error at once.
func TestCircle(t *testing.T) {
	wrapper := `printf %s "$in" | docker-credential-auto "$1"`
	for name, prepare := range map[string]func(s stage) (env []string){
		"named as its own store": func(s stage) []string {
			s.rules(t, "[[registry]]\nmatch = \"own.example\"\nhelper = \"auto\"\n")
			return nil
		},
		"a script as the store": func(s stage) []string {
			s.fake(t, "wrapped", wrapper)
			return []string{"DOCKERCFG_KEEPER=wrapped"}
		},
		"a script as the helper": func(s stage) []string {
			s.fake(t, "quay", wrapper)
			s.rules(t, "[[registry]]\nhosts = [\"own.example\"]\nhelper = \"quay\"\n")
			return nil
		},
		"two scripts": func(s stage) []string {
			s.fake(t, "one", `printf %s "$in" | docker-credential-two "$1"`)
			s.fake(t, "two", wrapper)
			return []string{"DOCKERCFG_KEEPER=one"}
		},
		"a link of another name": func(s stage) []string {
			self, err := exec.LookPath(ownName)
			if err != nil {
				t.Fatal(err)
			}
			if self, err = filepath.EvalSymlinks(self); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(self, filepath.Join(s.dir, "docker-credential-quay")); err != nil {
				t.Fatal(err)
			}
			s.rules(t, "[[registry]]\nhosts = [\"own.example\"]\nhelper = \"quay\"\n")
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			env := prepare(s)
			began := time.Now()
			a := s.Run(t, "get", "own.example", env...)
			if took := time.Since(began); a.Code != 1 || !strings.Contains(a.Out, "started by itself") ||
				strings.Count(a.Out, "\n") != 1 || took > time.Second {
				t.Errorf("after %s: %+v", took, a)
			}
			// At most one more router below each script.
			if scripts := s.started(t); len(scripts) > 2 {
				t.Errorf("%q", scripts)
			}
		})
	}
}

// TestCircleOfList: a store that leads back is left out of the list.
func TestCircleOfList(t *testing.T) {
	s := newStage(t, "DOCKERCFG_KEEPER=wrapped")
	s.fake(t, "wrapped", `docker-credential-auto "$1"`)
	s.fake(t, "quay", gives("quay"))
	a := s.Run(t, "list", "", "QUAY_USERNAME=u")
	if a.Code != 0 || !strings.Contains(a.Out, `"listed.quay.example":"quay"`) ||
		!strings.Contains(a.Err, "left out of the list") {
		t.Errorf("%+v", a)
	}
}

// TestKeeperIsTheRouter: if the router is a helper's store, the store behind the router answers.
func TestKeeperIsTheRouter(t *testing.T) {
	s := newStage(t, "DOCKERCFG_KEEPER=auto", "DOCKER_OWN__EXAMPLE_USR=ann", "DOCKER_OWN__EXAMPLE_PSW=CANARY")
	s.answers(t, "own.example", "ann")
	s.Program = "docker-credential-vars"
	s.answers(t, "own.example", "ann")
	if a := s.login(t, "own.example", "kept"); a.Code != 0 {
		t.Errorf("%+v", a)
	}
	s.answers(t, "own.example", "kept")
}
