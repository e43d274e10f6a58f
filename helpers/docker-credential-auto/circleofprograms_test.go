//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

// TestCircleOfPrograms: two registries whose credential processes ask for each other, through the router
// or the helper itself, stop after a few rounds with a single error, even if each has the lock that the
// other one waits for.
func TestCircleOfPrograms(t *testing.T) {
	dir := t.TempDir()
	if err := built.Into(dir, ownName, "docker-credential-ecr"); err != nil {
		t.Fatal(err)
	}
	const one, two = "111111111111.dkr.ecr.eu-west-1.amazonaws.com", "222222222222.dkr.ecr.eu-west-1.amazonaws.com"
	for _, through := range []string{"auto", "ecr"} {
		for _, cache := range []string{"on", "off"} {
			t.Run(through+", cache "+cache, func(t *testing.T) {
				t.Parallel()
				s := newStage(t, "DOCKERCFG_KEEPER=none", "AWS_EC2_METADATA_DISABLED=true", "DOCKERCFG_TIMEOUT=20s")
				s.Env = append(s.Env, "PATH="+dir+":"+s.dir+":"+os.Getenv("PATH"))
				if cache == "off" {
					s.Env = append(s.Env, "DOCKERCFG_CACHE=off")
				}
				s.Program = filepath.Join(dir, "docker-credential-"+through)
				asks := func(registry string) string {
					s.fake(t, "asks"+registry[:1], "echo "+registry+" | docker-credential-"+through+" get >&2\nexit 1")
					return filepath.Join(s.dir, "docker-credential-asks"+registry[:1]) + " list"
				}
				s.File(t, ".aws/config", "[profile one]\ncredential_process = "+asks(two)+
					"\n[profile two]\ncredential_process = "+asks(one)+"\n")
				s.rules(t, "[[registry]]\nmatch = \""+one+"\"\nprofile = \"one\"\n[[registry]]\nmatch = \""+two+
					"\"\nprofile = \"two\"\n")
				a := s.Run(t, "get", one)
				if a.Code != 1 || strings.Count(a.Out, "\n") != 1 || strings.Contains(a.Out, ": timeout: ") {
					t.Errorf("%+v", a)
				}
				if rounds := s.started(t); len(rounds) < 2 || len(rounds) > 4 {
					t.Errorf("%d programs: %q", len(rounds), rounds)
				}
			})
		}
	}
}
