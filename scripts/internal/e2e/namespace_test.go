//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// prelude is the common beginning of scripts in a namespace: ask VERB runs the helper with HOME as
// the only variable, and prints its standard output and its exit code.
const prelude = `
ask() {
	local code=0
	env -i ${HOME:+HOME="$HOME"} "$HELPER" "$@" 2>/dev/null || code=$?
	echo "$1 = $code"
}
login() { printf '{"ServerURL":"a.example","Username":"ann","Secret":"%s"}' "$1"; }
temps() { find "$HOME" -name '.dockercfg-tmp-*'; }
`

// inNamespace runs a script in a new mount and network namespace, in which it may mount and has no
// network. It compares the output line by line, without indentation and with ~ for the home
// directory.
func inNamespace(t *testing.T, s *stage.Stage, script, want string) {
	t.Helper()
	stage.Needs(t, stage.Namespaces)
	s = s.With("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HELPER="+stage.Path(t, stage.File))
	r := s.Run(t, "", "unshare", stage.Unshare()+"n", "bash", "-euc", prelude+script)
	got := strings.ReplaceAll(r.OK(t), s.Home, "~")
	if trim(got) != trim(want) {
		t.Errorf("got\n%s\nwant\n%s\nstderr: %.500s", trim(got), trim(want), r.Err)
	}
}

func trim(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

const apartVariable = "E2E_APART"

// apart runs the current test a second time, in a new mount and network namespace that has only a
// loopback interface; it returns true in that second run only. It is for tests that run servers.
func apart(t *testing.T) bool {
	t.Helper()
	if os.Getenv(apartVariable) == t.Name() {
		stage.New(t).Run(t, "", "ip", "link", "set", "lo", "up").OK(t)
		return true
	}
	stage.Needs(t, stage.Namespaces)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "unshare", stage.Unshare()+"n", self, "-test.v", "-test.timeout=10m", "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), apartVariable+"="+t.Name())
	said, err := cmd.CombinedOutput()
	if ran := strings.Contains(string(said), "\n--- "); err != nil || !ran { // otherwise no test has run
		t.Errorf("apart: %v\n%s", err, said)
	}
	return false
}

// mount mounts a file system until the end of the test, which must run apart.
func mount(t *testing.T, source, target, kind string, flags uintptr, options string) {
	t.Helper()
	if err := syscall.Mount(source, target, kind, flags, options); err != nil {
		t.Fatalf("mounting %s: %v", target, err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(target, syscall.MNT_DETACH) })
}

// bind replaces a file of the system by one with this text.
func bind(t *testing.T, path, text string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bound")
	write(t, file, text)
	mount(t, file, path, "", syscall.MS_BIND, "")
}
