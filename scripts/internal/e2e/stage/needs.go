//go:build e2e

package stage

import (
	"os/exec"
	"sync"
	"testing"
)

// Need is a permission that root may lack in a container or a chroot.
type Need struct {
	what  string
	there func() bool
}

var (
	// Strace is the permission to trace programs and to make their calls fail.
	Strace = Need{"strace (tracing is not permitted here)", func() bool { return works("strace", "-qq", "-o", "/dev/null", "true") }}
	// Namespaces is the permission to create namespaces and to mount file systems in them.
	Namespaces = Need{"namespaces (creating them and mounting in them is not permitted here)", func() bool { return unshare() != "" }}
	// UserNamespaces is the permission to create user namespaces.
	UserNamespaces = Need{"user namespaces (creating them is not permitted here)", func() bool { return works("unshare", "-U", "true") }}
)

func works(name string, args ...string) bool { return exec.Command(name, args...).Run() == nil }

// unshare returns the flags that create a mount namespace: in some environments, root must
// create a user namespace first; in others, it must not.
var unshare = sync.OnceValue(func() string {
	for _, flags := range []string{"-m", "-rm"} {
		if works("unshare", flags, "mount", "-t", "tmpfs", "none", "/mnt") {
			return flags
		}
	}
	return ""
})

// Unshare returns the flags of unshare for a mount namespace, or "" if there cannot be one.
func Unshare() string { return unshare() }

// Installed skips a test if a program is not installed.
func Installed(t testing.TB, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if find(program) == "" {
			NotRun(t, "%s needs %s, which is not installed", t.Name(), program)
		}
	}
}

// Needs skips a test if a permission is missing, and reports that.
func Needs(t testing.TB, all ...Need) {
	t.Helper()
	for _, n := range all {
		if !n.there() {
			NotRun(t, "%s needs %s", t.Name(), n.what)
		}
	}
}
