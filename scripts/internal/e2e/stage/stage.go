//go:build e2e

// Package stage is what the end-to-end tests stand on: a home of their own,
// programs started with exactly the environment that a test names, and real
// registries on loopback. Nothing of the machine's own logins can reach a
// program under test, so a pull that works has worked by what the test gave it.
package stage

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Programs is the directory of the suite's own executables, Tools that of
// clients built for the tests. scripts/e2e sets both.
func Programs() string { return os.Getenv("E2E_PROGRAMS") }
func Tools() string    { return os.Getenv("E2E_TOOLS") }

// Check fails where scripts/e2e did not prepare the run: tests that quietly
// skip all they are for would look like success.
func Check() error {
	for _, dir := range []string{Programs(), Tools()} {
		if !filepath.IsAbs(dir) {
			return fmt.Errorf("E2E_PROGRAMS and E2E_TOOLS are not set: run scripts/e2e")
		}
	}
	if os.Geteuid() != 0 {
		return fmt.Errorf("these tests need root: run scripts/e2e as root")
	}
	return nil
}

// Main runs the tests of a package, where scripts/e2e prepared that, and gives their
// exit code.
func Main(m *testing.M) int {
	if err := Check(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// NotRun skips a test and says so at the end of scripts/e2e, since go test
// prints nothing of what was skipped.
func NotRun(t testing.TB, format string, args ...any) {
	t.Helper()
	line := fmt.Sprintf(format, args...)
	if path := os.Getenv("E2E_NOT_RUN"); path != "" {
		f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := fmt.Fprintln(f, "not run: "+line); err != nil {
			t.Fatal(err)
		}
	}
	t.Skip("not run: " + line)
}

// Path finds a program of the suite, a tool, or one of the system.
func Path(t testing.TB, name string) string {
	t.Helper()
	if filepath.IsAbs(name) {
		return name
	}
	if path := find(name); path != "" {
		return path
	}
	t.Fatalf("%s is not installed", name)
	return ""
}

// find is a program's path, or "".
func find(name string) string {
	for _, dir := range append([]string{Programs(), Tools()}, systemPath()...) {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return path
		}
	}
	return ""
}

func systemPath() []string { return strings.Split("/usr/sbin:/usr/bin:/sbin:/bin", ":") }

// Stage is a user's world: a home, a Docker configuration, an environment.
type Stage struct {
	Home   string // HOME; 0700, empty at first
	Config string // DOCKER_CONFIG
	Temp   string // TMPDIR, and the working directory
	env    []string
	uid    int
}

// New is a stage whose PATH holds the suite's helpers and the system.
func New(t testing.TB) *Stage {
	t.Helper()
	return build(t, strings.Join(append([]string{Programs()}, systemPath()...), ":"))
}

// Bare is a stage without any helper: PATH is one empty directory.
func Bare(t testing.TB) *Stage {
	t.Helper()
	empty := t.TempDir()
	return build(t, empty)
}

func build(t testing.TB, path string) *Stage {
	root := t.TempDir()
	s := &Stage{Home: filepath.Join(root, "home"), Config: filepath.Join(root, "config"), Temp: filepath.Join(root, "tmp")}
	for _, dir := range []string{s.Home, s.Config, s.Temp, filepath.Join(root, "run")} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s.env = []string{"PATH=" + path, "HOME=" + s.Home, "DOCKER_CONFIG=" + s.Config, "TMPDIR=" + s.Temp,
		"XDG_RUNTIME_DIR=" + filepath.Join(root, "run")}
	return s
}

// With is the same stage with more variables; `NAME=` alone removes one.
func (s *Stage) With(assignments ...string) *Stage {
	other := *s
	other.env = nil
	for _, old := range s.env {
		name, _, _ := strings.Cut(old, "=")
		keep := true
		for _, a := range assignments {
			keep = keep && !strings.HasPrefix(a, name+"=")
		}
		if keep {
			other.env = append(other.env, old)
		}
	}
	for _, a := range assignments {
		if !strings.HasSuffix(a, "=") {
			other.env = append(other.env, a)
		}
	}
	return &other
}

// Command is the program in this world; stdin is empty unless it is set.
func (s *Stage) Command(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), Path(t, name), args...)
	cmd.Env, cmd.Dir = s.env, s.Temp
	if s.uid != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(s.uid), Gid: uint32(s.uid)}}
	}
	return cmd
}

// NewFor is a stage of an ordinary user without an account entry. File modes
// mean nothing to root, so a test of them needs one.
func NewFor(t testing.TB, uid int) *Stage {
	t.Helper()
	s := New(t)
	s.uid = uid
	for _, dir := range []string{s.Home, s.Config, s.Temp} {
		if err := os.Chown(dir, uid, uid); err != nil {
			t.Fatal(err)
		}
	}
	root := filepath.Dir(s.Home)
	for _, dir := range []string{root, filepath.Dir(root)} { // go test makes them for root alone
		if err := os.Chmod(dir, 0o711); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// WriteConfig fills the stage's config.json.
func (s *Stage) WriteConfig(t testing.TB, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.Config, "config.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// ReadConfig is what the config.json holds now.
func (s *Stage) ReadConfig(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.Config, "config.json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
