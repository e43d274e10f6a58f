//go:build e2e

// Package stage provides the end-to-end tests with temporary home directories, with programs that
// run in exactly the environment that a test sets, and with real registries on loopback. The
// programs cannot find logins of this machine, so a pull can only succeed with the test's
// logins.
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

// Programs is the directory of this suite's programs, Tools that of clients built for the tests.
// scripts/e2e sets both.
func Programs() string { return os.Getenv("E2E_PROGRAMS") }
func Tools() string    { return os.Getenv("E2E_TOOLS") }

// Check returns an error if scripts/e2e did not prepare the run: if all tests were skipped, the run
// would look like a success.
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

// Main runs the tests of a package if scripts/e2e has prepared the run, and returns the exit code.
func Main(m *testing.M) int {
	if err := Check(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// NotRun skips a test, and reports that at the end of scripts/e2e, since go test does not print
// skipped tests.
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

// Path returns the path of a program of this suite, of Tools, or of the system.
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

// find returns a program's path, or "".
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

// Stage is a user's home directory, Docker configuration and environment.
type Stage struct {
	Home   string // HOME; 0700, empty at first
	Config string // DOCKER_CONFIG
	Temp   string // TMPDIR, and the working directory
	env    []string
	uid    int
}

// New returns a stage whose PATH contains the suite's programs and the system's.
func New(t testing.TB) *Stage {
	t.Helper()
	return build(t, strings.Join(append([]string{Programs()}, systemPath()...), ":"))
}

// Bare returns a stage without helpers: PATH is an empty directory.
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

// With returns the stage with additional variables; `NAME=` removes one.
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

// Command returns a command in this stage; its standard input is empty by default.
func (s *Stage) Command(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), Path(t, name), args...)
	cmd.Env, cmd.Dir = s.env, s.Temp
	if s.uid != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(s.uid), Gid: uint32(s.uid)}}
	}
	return cmd
}

// NewFor returns a stage for an ordinary user without an account entry. Tests of file modes need
// it, since they do not apply to root.
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
	for _, dir := range []string{root, filepath.Dir(root)} { // only root may enter them otherwise
		if err := os.Chmod(dir, 0o711); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// WriteConfig writes the stage's config.json.
func (s *Stage) WriteConfig(t testing.TB, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.Config, "config.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// ReadConfig returns the content of config.json.
func (s *Stage) ReadConfig(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.Config, "config.json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
