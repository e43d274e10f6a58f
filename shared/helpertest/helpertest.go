// Package helpertest tests credential helpers from the outside: it starts the helper's real
// main as a process under its own name, and runs scripts against it.
//
// A helper's tests begin with
//
//	func TestMain(m *testing.M) { helpertest.Main(m, "docker-credential-x", main) }
//	func TestConformance(t *testing.T) { helpertest.Conformance(t, helpertest.Helper{...}) }
//	func TestScripts(t *testing.T) { helpertest.Scripts(t) }
//
// Conformance runs the program credhelper-conformance, which is independent of this suite,
// in the profiles that fit the helper. What only this suite's helpers do is tested by
// testdata/conformance.txtar, one script for all of them, and by the tests of streams.go,
// which a script cannot express.
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
var conformanceScript string

// Main puts the program on PATH and runs the tests. The program is this test binary under
// the program's name; if scripts/test has built all programs, it is the released program,
// which starts in half the time. The race detector needs the test binary.
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

// Helper describes a helper to the tests.
type Helper struct {
	Name string
	// Own is a registry for which the environment Env contains the credential User and
	// Secret; if the helper is a keeper, the tests store that credential first.
	Own, User, Secret string
	Env               []string // NAME=value
	Lister            bool     // list contains Own
	Keeper            bool     // the helper stores any login: store, erase
	Minting           bool     // the helper exchanges an identity in Env for a token, and caches it
	Logins            bool     // logins in another program's store take precedence over the identity
	Released          string   // path of the released program; if empty, it is built
	Caching           bool     // the helper's endpoints are those that the profile caching fakes
}

// login is the input of store for the helper's credential.
func (h Helper) login() string {
	return `{"ServerURL":"` + h.Own + `","Username":"` + h.User + `","Secret":"` + h.Secret + `"}`
}

// Conformance runs the tests that every helper must pass, in parallel with other tests: they
// mostly wait.
func Conformance(t *testing.T, h Helper) {
	t.Parallel()
	t.Run("protocol", h.protocol)
	Script(t, h, conformanceScript)
	t.Run("answer", h.answer)
	t.Run("kubelet", h.kubelet)
	streams(t, h)
}

// Script runs a script against the helper: the program of that name on PATH, which can also
// be another one than Main's.
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

// Scripts runs the scripts testdata/*.txtar.
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
			env.Setenv("GORACE", os.Getenv("GORACE")) // see scripts/test
			env.Setenv("HOME", home)
			env.Setenv("USERPROFILE", home)
			env.Setenv("AppData", filepath.Join(home, "AppData", "Roaming"))
			env.Setenv("LocalAppData", filepath.Join(home, "AppData", "Local"))
			return os.MkdirAll(home, 0o700)
		},
		Cmds: Commands(),
	}
}

// Commands returns the commands that scripts have in addition to testscript's.
func Commands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"send":  send,
		"fill":  fill,
		"run":   run,
		"mode":  mode,
		"bytes": compareBytes,
	}
}

// send FILE TEXT writes TEXT, in which Go's escapes are replaced, into FILE.
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

// fill FILE N TEXT writes TEXT N times into FILE.
func fill(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(unquote(ts, args[2]), n)), 0o600))
}

// run CODE PROGRAM ARGS... runs a program, which must exit with exactly CODE.
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

// bytes STREAM TEXT compares a complete stream or file with TEXT, in which Go's escapes are
// replaced.
func compareBytes(ts *testscript.TestScript, neg bool, args []string) {
	want := unquote(ts, args[1])
	if got := ts.ReadFile(args[0]); (got == want) == neg {
		ts.Fatalf("%s is %q, want (not: %v) %q", args[0], got, neg, want)
	}
}
