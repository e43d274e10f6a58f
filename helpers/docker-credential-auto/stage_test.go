//go:build unix

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// stage is a home directory in which every other program is a script that records its start.
type stage struct {
	*helpertest.World
	dir, log string
}

func newStage(t *testing.T, env ...string) stage {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s := stage{dir: dir, log: filepath.Join(dir, "log")}
	env = append([]string{"PATH=" + dir + ":" + os.Getenv("PATH"), "LOG=" + s.log}, env...)
	s.World = helpertest.NewWorld(t, ownName, "own.example", env...)
	return s
}

const (
	nothing  = `echo "credentials not found in native keychain"; exit 1`
	noneHere = `echo "docker-credential-fake: no-identity: configure one"; exit 1`
)

// gives is a script's answer to get, list and explain.
func gives(user string) string {
	return `case $1 in
get) printf '{"ServerURL":"%s","Username":"` + user + `","Secret":"CANARY-` + user + `"}\n' "$in";;
explain) printf '{"ServerURL":"%s","Username":"` + user + `","Helper":"fake","Source":"words of ` + user + `","Cached":false,"Kind":"static"}\n' "$in";;
list) echo '{"listed.` + user + `.example":"` + user + `"}';;
esac`
}

// fake installs a script as a helper.
func (s stage) fake(t *testing.T, short, script string) {
	t.Helper()
	put(t, s.dir, short, script)
}

func put(t *testing.T, dir, short, script string) {
	t.Helper()
	begin := "#!/bin/sh\necho \"" + short + " $1\" >>\"$LOG\"\n[ \"$1\" = list ] || in=$(cat)\n"
	if err := helpertest.WriteProgram(filepath.Join(dir, "docker-credential-"+short), []byte(begin+script+"\n"),
		0o755); err != nil {
		t.Fatal(err)
	}
}

// started returns the programs that were started since the last call, in order.
func (s stage) started(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile(s.log)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	_ = os.Remove(s.log)
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

// starts checks which programs were started.
func (s stage) starts(t *testing.T, want ...string) {
	t.Helper()
	if len(want) == 0 {
		want = []string{""}
	}
	if got := s.started(t); !slices.Equal(got, want) {
		t.Errorf("started %q, want %q", got, want)
	}
}

// login is a docker login through the router.
func (s stage) login(t *testing.T, server, user string) helpertest.Answer {
	t.Helper()
	return s.Run(t, "store", `{"ServerURL":"`+server+`","Username":"`+user+`","Secret":"CANARY-login"}`)
}

// answers checks which source answers a get.
func (s stage) answers(t *testing.T, server, user string, env ...string) {
	t.Helper()
	a := s.Run(t, "get", server, env...)
	if want := `{"ServerURL":"` + server + `","Username":"` + user + `",`; a.Code != 0 ||
		!strings.HasPrefix(a.Out, want) {
		t.Errorf("%s is not answered by %s: %+v", server, user, a)
	}
}

// rules writes config.toml.
func (s stage) rules(t *testing.T, text string) {
	t.Helper()
	s.File(t, ".config/dockercfg/config.toml", text)
}

const (
	private = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
	azure   = "team.azurecr.io"
)
