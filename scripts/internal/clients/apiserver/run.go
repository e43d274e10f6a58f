package apiserver

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// Run starts a program that runs until the end of the test, and returns the file with its output. If
// the test fails, the end of that file is logged.
func Run(t testing.TB, program string, args ...string) (log string) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), filepath.Base(program)+".log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = f, f
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		f.Close()
		if t.Failed() {
			text, _ := os.ReadFile(f.Name())
			t.Logf("%s: %s", filepath.Base(program), text[max(0, len(text)-3000):])
		}
	})
	return f.Name()
}
