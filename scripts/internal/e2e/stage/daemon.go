//go:build e2e

package stage

import (
	"bytes"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// daemon starts a server that the test names as what, and waits until it is ready.
// One that ends before that cannot run on this machine. With the test it is ended by
// its number, and then cleaned up after.
func daemon(t *testing.T, what string, cmd *exec.Cmd, ready func() bool, clean func()) {
	t.Helper()
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(30 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
		clean()
	})
	for range 300 {
		select {
		case <-ended:
			said := strings.TrimSpace(log.String())
			NotRun(t, "%s needs %s, which does not start here: %.300s", t.Name(), what, said[strings.LastIndex(said, "\n")+1:])
		default:
		}
		if ready() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	_ = cmd.Process.Kill() // the log is complete once it has ended
	<-ended
	t.Fatalf("%s did not start: %s", what, log.String())
}
