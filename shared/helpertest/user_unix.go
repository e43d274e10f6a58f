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

// ordinary is the id of a user without an account entry, to whom file modes apply.
const ordinary = 54321

// hasOthers reports whether this process may give files to another user: root may, except in
// a namespace without other users.
var hasOthers = sync.OnceValue(func() bool {
	f, err := os.CreateTemp("", "owner")
	if err != nil {
		return false
	}
	defer os.Remove(f.Name())
	defer f.Close()
	return os.Geteuid() == 0 && f.Chown(ordinary, ordinary) == nil
})

// asUser makes a program run as a user to whom file modes apply. Only root can change the
// user, and only root needs to, since root can read every file.
func asUser(cmd *exec.Cmd) {
	if hasOthers() {
		user := &syscall.Credential{Uid: ordinary, Gid: ordinary, NoSetGroups: true}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: user}
	}
}

// AsUser makes the world's program run as an ordinary user, who owns the home directory and
// everything in it. It skips the test if there is no user other than root.
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

// Ordinary returns the user id for AsUser: the current user, or another user if that is root.
func Ordinary() int {
	if hasOthers() {
		return ordinary
	}
	return os.Geteuid()
}

// giveAway makes that user the owner of a directory and everything in it.
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

// reachable makes a temporary file readable for every user.
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
