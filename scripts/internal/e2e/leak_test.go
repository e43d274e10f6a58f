//go:build e2e

package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// TestLeak follows a secret through every program that handles it. It appears on standard output
// if it is the answer, in an export if that was requested, and nowhere else: in no argument,
// environment, log or file.
func TestLeak(t *testing.T) {
	stage.Needs(t, stage.Strace)
	secret := newCanary("STORED")
	s := stage.New(t).With("DOCKERCFG_DEBUG=1")
	s.WriteConfig(t, `{"credHelpers":{"`+server+`":"file"}}`)
	exports := t.TempDir()
	stop := secret.inProcesses()
	answers := 0
	for _, c := range []struct {
		stdin, command string
		answer         bool // whether standard output must contain it
	}{
		{stage.Login(server, "ann", secret.text), stage.File + " store", false},
		{server, stage.File + " get", true},
		{server, stage.File + " explain", false},
		{"", stage.File + " list", false},
		{secret.text, "crane auth login " + server + " -u ann --password-stdin", false},
		{"", "crane auth get " + server, true},
		{"", "dockercfg export", false},
		{"", "dockercfg export --json", false},
		{"", "dockercfg export -o " + exports + "/file.json", false},
		{"", "dockercfg export -o -", true},
		{"", "dockercfg explain " + server, false},
		{"", "dockercfg generate " + exports + "/generated.json", false},
		{"unknown.example", stage.File + " erase", false},
	} {
		args := strings.Fields(c.command)
		r, calls := traced(t, s, c.stdin, []string{"trace=execve,execveat"}, args[0], args[1:]...)
		r.OK(t)
		if secret.in([]byte(r.Out)) != c.answer {
			t.Errorf("%s: the secret on standard output: %v", c.command, !c.answer)
		} else if c.answer {
			answers++
		}
		if secret.in([]byte(r.Err)) {
			t.Errorf("%s: standard error holds the secret: %s", c.command, r.Err)
		}
		for _, call := range calls { // strace -v prints arguments and environment
			if secret.in([]byte(call.Args)) {
				t.Errorf("%s: a program was started with the secret: %s", c.command, call.Args)
			}
		}
	}
	slow(t, s, stage.Login(server, "ann", secret.text))
	if seen := stop(); len(seen) > 0 {
		t.Errorf("while they ran, the secret was in %q", seen)
	}
	for _, dir := range []string{s.Home, s.Config, s.Temp} {
		if found := secret.onDisk(t, dir); len(found) > 0 {
			t.Errorf("the secret is in %q", found)
		}
	}
	if found := secret.onDisk(t, exports); len(found) != 2 || answers != 3 {
		t.Errorf("the scan finds it in %d exports of 2, in %d answers of 3: it is blind", len(found), answers)
	}
}

// slow delays the end of a store's request, so that the process is observed while it has the
// secret in its memory.
func slow(t *testing.T, s *stage.Stage, request string) {
	cmd := s.Command(t, stage.File, "store")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	program := stage.Start(t, cmd)
	fmt.Fprint(in, request)
	time.Sleep(300 * time.Millisecond)
	in.Close()
	program.Wait(t).OK(t)
}

// TestLeakControl: a process with the canary in its arguments is found.
func TestLeakControl(t *testing.T) {
	for name, command := range map[string]func(canary) (*stage.Stage, []string){
		"argument": func(c canary) (*stage.Stage, []string) { return stage.New(t), []string{"-c", "sleep 0.3; :", c.text} },
		"environment": func(c canary) (*stage.Stage, []string) {
			return stage.New(t).With("X=" + c.text), []string{"-c", "sleep 0.3; :"}
		},
	} {
		c := newCanary("CONTROL")
		s, args := command(c)
		stop := c.inProcesses()
		s.Run(t, "", "sh", args...).OK(t)
		if len(stop()) == 0 {
			t.Errorf("%s: the scan of the processes is blind", name)
		}
	}
}

// TestErrorsShowNoSecret: errors about refused or broken input do not quote it.
func TestErrorsShowNoSecret(t *testing.T) {
	secret := newCanary("REFUSED")
	s := stage.New(t).With("DOCKERCFG_DEBUG=1")
	s.Store(t, server, "ann", oldSecret)
	for _, request := range []string{
		stage.Login("two words.example", "ann", secret.text),
		stage.Login(server, "ann", secret.text) + stage.Login(server, "ann", secret.text),
		stage.Login(server, "ann", secret.text)[:60],
		stage.Login(server, "ann\x01", secret.text),
		`{"ServerURL":"` + server + `","Username":"ann","Secret":["` + secret.text + `"]}`,
		`{"ServerURL":"` + server + `","Username":"ann","Secret":"a","secret":"` + secret.text + `"}`,
		`{"ServerURL":"` + server + `","Username":"ann","Secret":"` + secret.text + `\u0000"}`,
		secret.text,
	} {
		shows(t, secret, s.Run(t, request, stage.File, "store"))
	}
	for _, request := range []string{
		"https://ann:" + secret.text + "@" + server, server + "?token=" + secret.text, server + "\n" + secret.text,
	} {
		shows(t, secret, s.Run(t, request, stage.File, "get"))
		shows(t, secret, s.Run(t, request, stage.File, "erase"))
	}
	key := filepath.Join(s.Home, ".config/dockercfg/store-key.txt")
	write(t, key, "AGE-SECRET-KEY-"+secret.text+"\n")
	shows(t, secret, s.Run(t, server, stage.File, "get"))
	shows(t, secret, s.Run(t, "", stage.File, "list"))
	for _, config := range []string{
		`{"auths":{"` + server + `":{"auth":"` + secret.text + `!"}}}`,
		`{"auths":{"` + server + `":{"auth":["` + secret.text + `"]}}}`,
		`{"auths":{"` + server + `":{"auth":"` + secret.text,
	} {
		s.WriteConfig(t, config)
		shows(t, secret, s.Run(t, "", "dockercfg", "export"))
	}
	script(t, filepath.Join(s.Home, "docker-credential-chatty"), "echo "+secret.text+"; echo "+secret.text+" >&2; exit 3")
	s.WriteConfig(t, `{"credHelpers":{"`+server+`":"chatty"}}`)
	shows(t, secret, s.With("PATH="+s.Home+":/bin").Run(t, "", "dockercfg", "export"))
}

// shows asserts a failure with an error that does not contain the secret.
func shows(t *testing.T, secret canary, r stage.Result) {
	t.Helper()
	r.Exit(t, 1)
	if r.Err == "" || secret.in([]byte(r.Out+r.Err)) {
		t.Errorf("it said\n%s%s", r.Out, r.Err)
	}
}
