//go:build unix

package helpertest

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// ordinary is a user who has no account entry, and to whom modes of files apply.
const ordinary = 54321

// hasOthers tells whether this process may give files to somebody else: root may, but
// not in a namespace that has no other users.
var hasOthers = sync.OnceValue(func() bool {
	f, err := os.CreateTemp("", "owner")
	if err != nil {
		return false
	}
	defer os.Remove(f.Name())
	defer f.Close()
	return os.Geteuid() == 0 && f.Chown(ordinary, ordinary) == nil
})

// asUser lets a program run as somebody to whom modes of files apply. Only root can,
// and has to: nothing is unreadable for root.
func asUser(cmd *exec.Cmd) {
	if hasOthers() {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: ordinary, Gid: ordinary, NoSetGroups: true}}
	}
}

// AsUser lets the program of this world run as an ordinary user, to whom the home
// directory and all in it belongs. It skips the test where nobody is another user than
// root.
func (w *World) AsUser(t *testing.T) {
	t.Helper()
	if os.Geteuid() == 0 && !hasOthers() {
		t.Skip("not run: root has no other users here")
	}
	path, err := exec.LookPath(w.Program)
	must(t, err)
	reachable(t, path)
	reachable(t, w.Home)
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		reachable(t, dir+"/.")
	}
	for _, assignment := range w.Env { // such as the certificate of a fake
		_, value, _ := strings.Cut(assignment, "=")
		if _, err := os.Stat(value); err == nil && filepath.IsAbs(value) {
			reachable(t, value)
		}
	}
	giveAway(t, w.Home)
	w.prepare = asUser
}

// Ordinary is the user whom AsUser means: who runs this, or another than root.
func Ordinary() int {
	if hasOthers() {
		return ordinary
	}
	return os.Geteuid()
}

// giveAway gives a directory and all in it to that user.
func giveAway(t *testing.T, dir string) {
	t.Helper()
	if !hasOthers() {
		return
	}
	must(t, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, ordinary, ordinary)
	}))
}

// reachable lets every user read a file of the test's own.
func reachable(t *testing.T, path string) {
	t.Helper()
	if !hasOthers() || !strings.HasPrefix(path, os.TempDir()+"/") {
		return
	}
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		must(t, os.Chmod(path, info.Mode().Perm()|0o444))
	}
	for dir := filepath.Dir(path); len(dir) > len(os.TempDir()); dir = filepath.Dir(dir) {
		must(t, os.Chmod(dir, 0o755))
	}
}
