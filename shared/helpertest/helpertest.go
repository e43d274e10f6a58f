// Package helpertest is what every credential helper is tested with: its real
// main, started as a process under its own name, driven by scripts.
//
// A helper's whole glue is
//
//	func TestMain(m *testing.M) { helpertest.Main(m, "docker-credential-x", main) }
//	func TestConformance(t *testing.T) { helpertest.Conformance(t, helpertest.Helper{...}) }
//	func TestScripts(t *testing.T) { helpertest.Scripts(t) }
//
// Conformance runs the public program credhelper-conformance, which knows nothing of
// this suite, in the profiles that are the helper's own. Beside the protocol there is
// what only this suite's helpers say: testdata/conformance.txtar, one script for all,
// and the tests of streams.go, which no script can express.
package helpertest

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

//go:embed testdata/conformance.txtar
var ours string

// Main puts the program on PATH and runs the tests: this test binary under the program's
// name or, where scripts/test has built all programs, the released one, which starts in
// half the time. The race detector needs the former.
func Main(m testscript.TestingM, name string, main func()) {
	if underRace || os.Getenv(built.Variable) == "" {
		testscript.Main(m, map[string]func(){name: main})
		return
	}
	os.Exit(withReleased(m, name))
}

func withReleased(m testscript.TestingM, name string) int {
	dir, err := os.MkdirTemp("", "released")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	err = built.Into(dir, name)
	if err = errors.Join(err, os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// Helper says what the script cannot know of a helper.
type Helper struct {
	Name string
	// Own is a registry for which the environment Env holds the credential
	// User and Secret; for a keeper, the script keeps it there first.
	Own, User, Secret string
	Env               []string // NAME=value
	Lister            bool     // it lists Own
	Keeper            bool     // it keeps any login: store, erase
	Minting           bool     // it exchanges an identity that Env holds, and caches the token
	Logins            bool     // explicit logins come before that, kept by another program
	Released          string   // the program as it is released; "" is built by itself
	Caching           bool     // it asks the endpoints that the profile caching has a fake of
}

// Conformance runs everything that holds for all helpers.
func Conformance(t *testing.T, h Helper) {
	t.Run("protocol", h.protocol)
	Script(t, h, ours)
	t.Run("answer", h.answer)
	t.Run("kubelet", h.kubelet)
	streams(t, h)
}

// Script runs a script about the helper, also against a program that is not this
// test's own: whatever PATH has under the helper's name.
func Script(t *testing.T, h Helper, text string) {
	file := filepath.Join(t.TempDir(), "conformance.txtar")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	params := params()
	params.Files = []string{file}
	params.Condition = func(cond string) (bool, error) {
		switch cond {
		case "keeper":
			return h.Keeper, nil
		case "lister":
			return h.Lister, nil
		case "minting":
			return h.Minting, nil
		case "logins":
			return h.Logins, nil
		}
		return false, fmt.Errorf("unknown condition %q", cond)
	}
	prepare := params.Setup
	params.Setup = func(env *testscript.Env) error {
		env.Setenv("PROG", h.Name)
		env.Setenv("OWN", h.Own)
		env.Setenv("USER_NAME", h.User)
		env.Setenv("SECRET", h.Secret)
		env.Vars = append(env.Vars, h.Env...)
		return prepare(env)
	}
	testscript.Run(t, params)
}

// Scripts runs the helper's own testdata/*.txtar.
func Scripts(t *testing.T) {
	params := params()
	params.Dir = "testdata"
	testscript.Run(t, params)
}

func params() testscript.Params {
	return testscript.Params{
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, "home")
			env.Setenv("GORACE", os.Getenv("GORACE")) // scripts/test says why
			env.Setenv("HOME", home)
			env.Setenv("USERPROFILE", home)
			env.Setenv("AppData", filepath.Join(home, "AppData", "Roaming"))
			env.Setenv("LocalAppData", filepath.Join(home, "AppData", "Local"))
			return os.MkdirAll(home, 0o700)
		},
		Cmds: Commands(),
	}
}

// Commands are the commands that scripts have beside testscript's own.
func Commands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"send":  send,
		"fill":  fill,
		"run":   run,
		"mode":  mode,
		"bytes": compareBytes,
	}
}

// send FILE TEXT writes TEXT, with Go's escapes, as bytes.
func send(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: send FILE TEXT")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(unquote(ts, args[1])), 0o600))
}

func unquote(ts *testscript.TestScript, s string) string {
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(s, `"`, `\"`) + `"`)
	ts.Check(err)
	return text
}

// fill FILE N TEXT writes TEXT N times.
func fill(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(unquote(ts, args[2]), n)), 0o600))
}

// run CODE PROGRAM ARGS... runs a program that has to exit with exactly CODE.
func run(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// mode FILE OCTAL checks a file's permissions.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[1] {
		ts.Fatalf("%s has mode %s, want %s", args[0], got, args[1])
	}
}

// bytes STREAM TEXT compares a whole stream or file, with Go's escapes.
func compareBytes(ts *testscript.TestScript, neg bool, args []string) {
	want := unquote(ts, args[1])
	if got := ts.ReadFile(args[0]); (got == want) == neg {
		ts.Fatalf("%s is %q, want (not: %v) %q", args[0], got, neg, want)
	}
}
