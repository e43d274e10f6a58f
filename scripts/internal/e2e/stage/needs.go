//go:build e2e

package stage

import (
	"os/exec"
	"sync"
	"testing"
)

// Need is something that a container or a chroot may withhold from its root.
type Need struct {
	what  string
	there func() bool
}

var (
	// Strace may trace programs and fail their calls.
	Strace = Need{"strace (nobody may trace here)", func() bool { return works("strace", "-qq", "-o", "/dev/null", "true") }}
	// Namespaces may be made, and file systems mounted in them.
	Namespaces = Need{"namespaces (nobody may make and mount in them here)", func() bool { return unshare() != "" }}
	// UserNamespaces may be made.
	UserNamespaces = Need{"user namespaces (nobody may make them here)", func() bool { return works("unshare", "-U", "true") }}
)

func works(name string, args ...string) bool { return exec.Command(name, args...).Run() == nil }

// unshare is what makes a mount namespace: some roots may only after they have
// made a user namespace, others may not make that one.
var unshare = sync.OnceValue(func() string {
	for _, flags := range []string{"-m", "-rm"} {
		if works("unshare", flags, "mount", "-t", "tmpfs", "none", "/mnt") {
			return flags
		}
	}
	return ""
})

// Unshare is the flags of unshare for a mount namespace, "" where there is none.
func Unshare() string { return unshare() }

// Installed skips a test where a program is not installed.
func Installed(t testing.TB, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if find(program) == "" {
			NotRun(t, "%s needs %s, which is not installed", t.Name(), program)
		}
	}
}

// Needs skips a test where it cannot be run, and says so.
func Needs(t testing.TB, all ...Need) {
	t.Helper()
	for _, n := range all {
		if !n.there() {
			NotRun(t, "%s needs %s", t.Name(), n.what)
		}
	}
}
