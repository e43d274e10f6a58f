//go:build e2e

package e2e

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/scripts/internal/e2e/trace"
)

// fileCalls contains all system calls of a helper on files.
const fileCalls = "openat,read,write,pwrite64,fsync,fdatasync,close,fstat,newfstatat,getdents64," +
	"fchmod,fchmodat,mkdirat,renameat,renameat2,linkat,symlinkat,unlinkat,ftruncate"

// traced runs a program under strace from its first instruction.
func traced(t *testing.T, s *stage.Stage, stdin string, expressions []string, name string, args ...string) (stage.Result, []trace.Call) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log")
	command := []string{"-f", "-qq", "-y", "-v", "-s", "100000", "-o", log}
	for _, e := range expressions {
		command = append(command, "-e", e)
	}
	r := s.Run(t, stdin, "strace", append(append(command, stage.Path(t, name)), args...)...)
	return r, trace.Read(t, log)
}

// tampered runs a helper that waits for its request, attaches strace to it with one injection, and
// then sends the request. So faults hit the program's calls only, not those of the Go runtime's
// start.
func tampered(t *testing.T, s *stage.Stage, request, injection, name string, args ...string) (stage.Result, []trace.Call) {
	t.Helper()
	log := filepath.Join(s.Temp, "strace.log")
	cmd := s.Command(t, name, args...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	program := stage.Start(t, cmd)
	pid := cmd.Process.Pid
	// If the system does not report this, the sweep only takes longer.
	settle(time.Second/5, func() bool { return anyThread(pid, "wchan", "pipe_read") })
	tracer := stage.Start(t, s.Command(t, "strace", "-f", "-qq", "-y", "-o", log, "-e", "trace="+fileCalls, "-e", "inject="+injection, "-p", fmt.Sprint(pid)))
	attached := settle(5*time.Second, func() bool {
		return !anyThread(pid, "status", "TracerPid:\t0\n") || anyThread(pid, "status", "State:\tZ") // killed already
	})
	_, _ = io.WriteString(in, request)
	in.Close()
	r := program.Wait(t)
	if said := tracer.Wait(t); !attached {
		t.Fatalf("strace did not attach: %s", said.Err)
	}
	return r, trace.Read(t, log)
}

// anyThread reports whether a file of one of the threads in /proc contains text.
func anyThread(pid int, file, text string) bool {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/%s", pid, file))
	for _, f := range files {
		if data, err := os.ReadFile(f); err == nil && strings.Contains(string(data), text) {
			return true
		}
	}
	return false
}

// settle waits for a condition, for a limited time.
func settle(limit time.Duration, done func() bool) bool {
	for start := time.Now(); time.Since(start) < limit; time.Sleep(time.Millisecond) {
		if done() {
			return true
		}
	}
	return false
}
