//go:build e2e

package stage

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Engine starts Docker's own engine for one test and gives what leads its client
// there: NAME=value. It has no bridge and sets no rule of the firewall, keeps all
// of its data in a directory that is gone afterwards, and is ended by its number.
func Engine(t *testing.T) string {
	t.Helper()
	dockerd := "/usr/sbin/dockerd"
	if _, err := os.Stat(dockerd); err != nil {
		NotRun(t, "%s needs Docker's engine (the package docker.io could not be installed)", t.Name())
	}
	dir, err := os.MkdirTemp("", "engine") // short: a socket's path has 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	socket := "unix://" + filepath.Join(dir, "docker.sock")
	var log bytes.Buffer
	cmd := exec.Command(dockerd, "--iptables=false", "--bridge=none", "--storage-driver=vfs", "--data-root", filepath.Join(dir, "data"),
		"--exec-root", filepath.Join(dir, "exec"), "--pidfile", filepath.Join(dir, "pid"), "--host", socket)
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + dir, "TMPDIR=" + dir}
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(30 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
		// What it mounted and leaves: the second on a root that is not shared.
		for _, mount := range []string{"exec/netns/default", "data"} {
			_ = syscall.Unmount(filepath.Join(dir, mount), syscall.MNT_DETACH)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("the engine's directory stays: %v", err)
		}
	})
	for range 300 {
		select {
		case err := <-ended:
			ended <- err
			NotRun(t, "%s needs Docker's engine, which does not start here: %.300s", t.Name(), lastLine(log.String()))
		default:
		}
		check := exec.Command("/usr/bin/docker", "version")
		check.Env = []string{"DOCKER_HOST=" + socket, "HOME=" + dir}
		if check.Run() == nil {
			return "DOCKER_HOST=" + socket
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("the engine did not start: %s", lastLine(log.String()))
	return ""
}

func lastLine(text string) string {
	lines := bytes.Split(bytes.TrimSpace([]byte(text)), []byte("\n"))
	return string(lines[len(lines)-1])
}
