//go:build e2e

package stage

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// Engine starts Docker's engine for one test, and returns the variable, NAME=value, that directs
// a client to it. It has no bridge, sets no firewall rules, stores its data in a directory
// that is removed afterwards, and is killed by its process id.
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
	cmd := exec.Command(dockerd, "--iptables=false", "--bridge=none", "--storage-driver=vfs", "--data-root", filepath.Join(dir, "data"),
		"--exec-root", filepath.Join(dir, "exec"), "--pidfile", filepath.Join(dir, "pid"), "--host", socket)
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + dir, "TMPDIR=" + dir}
	daemon(t, "Docker's engine", cmd, func() bool {
		check := exec.Command("/usr/bin/docker", "version")
		check.Env = []string{"DOCKER_HOST=" + socket, "HOME=" + dir}
		return check.Run() == nil
	}, func() {
		// The engine leaves these mounted; the second if the root mount is not shared.
		for _, mount := range []string{"exec/netns/default", "data"} {
			_ = syscall.Unmount(filepath.Join(dir, mount), syscall.MNT_DETACH)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("the engine's directory stays: %v", err)
		}
	})
	return "DOCKER_HOST=" + socket
}
