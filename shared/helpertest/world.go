package helpertest

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/built"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// World is a helper with its own home directory, and with an environment that contains no
// settings of this machine.
type World struct {
	Program, Own string // the helper, and the registry that Fails requests
	Home, Dir    string // Dir is the working directory; "" is the test's
	Env          []string

	prepare func(*exec.Cmd)
}

// NewWorld creates an empty home; env are additional variables, NAME=value.
func NewWorld(t *testing.T, program, own string, env ...string) *World {
	t.Helper()
	w := &World{Program: program, Own: own, Home: t.TempDir()}
	w.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + w.Home, "USERPROFILE=" + w.Home,
		"LocalAppData=" + w.Home, "AppData=" + w.Home, "GORACE=" + os.Getenv("GORACE"),
		"SystemRoot=" + os.Getenv("SystemRoot")}, env...)
	return w
}

// Ordinary makes the program run as a user to whom file modes apply, which they do not to
// root. Before each run, that user becomes the owner of the home directory.
func (w *World) Ordinary(t *testing.T) {
	t.Helper()
	path, err := exec.LookPath(w.Program)
	if err != nil {
		t.Fatal(err)
	}
	reachable(t, path)
	reachable(t, w.Home)
	w.prepare = func(cmd *exec.Cmd) {
		giveAway(t, w.Home)
		asUser(cmd)
	}
}

// File writes a file below home and returns its path.
func (w *World) File(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(w.Home, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Answer is the result of one run.
type Answer struct {
	Out, Err string
	Code     int
	Took     time.Duration
}

// Password returns the secret of an answer for a user; any other answer fails the test.
func (a Answer) Password(t *testing.T, user string) string {
	t.Helper()
	_, rest, ok := strings.Cut(a.Out, `"Username":"`+user+`","Secret":"`)
	if !ok || a.Code != 0 {
		t.Fatalf("not a credential of %s: %+v", user, a)
	}
	return strings.TrimSuffix(rest, "\"}\n")
}

// Run runs the program with a verb. It checks that neither an error nor standard error
// contains a canary.
func (w *World) Run(t *testing.T, verb, stdin string, env ...string) Answer {
	t.Helper()
	return w.run(t, []string{verb}, stdin, env)
}

func (w *World) run(t *testing.T, args []string, stdin string, env []string) Answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, w.Program, args...)
	cmd.Env = append(w.Env[:len(w.Env):len(w.Env)], env...)
	cmd.Dir, cmd.Stdin = w.Dir, strings.NewReader(stdin)
	if w.prepare != nil {
		w.prepare(cmd)
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	began := time.Now()
	_ = cmd.Run()
	a := Answer{out.String(), errs.String(), cmd.ProcessState.ExitCode(), time.Since(began)}
	if a.Code != 0 && strings.Contains(a.Out+a.Err, "CANARY") || strings.Contains(a.Err, "CANARY") {
		t.Errorf("it shows a secret: %+v", a)
	}
	return a
}

// Fails checks that get fails: exit code 1, and one line on both streams with this code and
// a text that contains text.
func (w *World) Fails(t *testing.T, code, text string, env ...string) {
	t.Helper()
	a := w.Run(t, "get", w.Own, env...)
	if a.Code != 1 || !strings.HasPrefix(a.Out, w.Program+": "+code+": ") || a.Err != a.Out ||
		strings.Count(a.Out, "\n") != 1 || !strings.Contains(a.Out, text) {
		t.Errorf("want %s, %q: %+v", code, text, a)
	}
}

// NotFound is the answer of get after which clients continue anonymously.
const NotFound = "credentials not found in native keychain\n"

// Anonymous checks that get answers NotFound and prints nothing else.
func (w *World) Anonymous(t *testing.T, asked string, env ...string) {
	t.Helper()
	if a := w.Run(t, "get", asked, env...); a.Code != 1 || a.Out != NotFound || a.Err != "" {
		t.Errorf("%q: %+v", asked, a)
	}
}

// Tokens returns the token files in the cache.
func (w *World) Tokens(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(w.Home, ".cache", "dockercfg", "*.token"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// KeepsOnly checks that the cache contains a token, and none of the secrets that it was
// created from, neither in a file nor in a file's name.
func (w *World) KeepsOnly(t *testing.T, token string, secrets ...string) {
	t.Helper()
	found := false
	for _, file := range w.Tokens(t) {
		e, ok := w.Entry(t, file)
		found = found || ok && e.Secret == token
	}
	if !found {
		t.Error("the token is not in the cache")
	}
	err := filepath.WalkDir(filepath.Join(w.Home, ".cache"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		text := path + "\x00" + strings.ReplaceAll(string(data), token, "")
		for _, secret := range append(secrets, "CANARY") {
			if strings.Contains(text, secret) {
				t.Errorf("%s contains a secret, %.12s...", path, secret)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// Lives returns the lifetime of the only cached token, or 0 if no token is cached.
func (w *World) Lives(t *testing.T) time.Duration {
	t.Helper()
	files := w.Tokens(t)
	if len(files) == 0 {
		return 0
	}
	e, ok := w.Entry(t, files[0])
	if !ok || len(files) > 1 {
		t.Fatalf("%q: %v", files, ok)
	}
	return e.Expires.Sub(e.Minted)
}

// Entry returns the entry in a file of the cache.
func (w *World) Entry(t *testing.T, file string) (tokencache.Entry, bool) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return tokencache.Decode(w.Key(t), data)
}

// Key returns the key of the cache.
func (w *World) Key(t *testing.T) tokencache.Key {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(w.Home, ".cache", "dockercfg", tokencache.KeyFile))
	key, ok := tokencache.KeyOf(data)
	if err != nil || !ok {
		t.Fatalf("the cache has no key: %v", err)
	}
	return key
}

// Together runs get n times at the same time.
func (w *World) Together(t *testing.T, n int, asked func(int) string) []Answer {
	t.Helper()
	answers := make([]Answer, n)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = w.Run(t, "get", asked(i)) })
	}
	all.Wait()
	return answers
}

// Build returns the path of a program of this suite, built as for a release: a test binary
// initialises more packages.
func Build(t *testing.T, program string) string {
	t.Helper()
	dir := t.TempDir()
	must(t, built.Into(dir, program))
	return filepath.Join(dir, built.File(program))
}

// WriteProgram writes a program that a test then starts. It prevents other goroutines from
// starting a process meanwhile: that process would inherit the open file for a moment, in
// which the system cannot start the program (https://go.dev/issue/22315).
func WriteProgram(path string, text []byte, mode os.FileMode) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return os.WriteFile(path, text, mode)
}
