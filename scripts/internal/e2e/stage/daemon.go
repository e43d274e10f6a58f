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

// daemon starts a server, which messages call what, and waits until it is ready. If it ends
// before that, it cannot run on this machine. At the end of the test it is killed by its
// process id, and its files are removed.
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
	_ = cmd.Process.Kill() // the log is complete after its end
	<-ended
	t.Fatalf("%s did not start: %s", what, log.String())
}
