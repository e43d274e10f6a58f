//go:build e2e

package matrix

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// newBuildctl starts BuildKit's own daemon, without an engine. It is buildctl that
// asks the helpers: the daemon has no login.
func newBuildctl(t *testing.T, f field) client {
	stage.Installed(t, "buildkitd", "buildctl", "runc")
	socket := buildkitd(t, f)
	build := func(t *testing.T, s *stage.Stage, from, output string) stage.Result {
		dir := context(t, from)
		return s.Run(t, "", "buildctl", "--addr", socket, "build", "--no-cache", "--frontend", "dockerfile.v0",
			"--local", "context="+dir, "--local", "dockerfile="+dir, "--output", output)
	}
	image := func(r registry) string { return r.host + "/buildctl:1" }
	return client{
		version: []string{"buildctl", "--version"}, format: "config-json",
		push: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return build(t, s, "scratch", "type=image,push=true,name="+image(r))
		},
		pull: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			return build(t, s, image(r), "type=oci,dest="+filepath.Join(t.TempDir(), "image.tar"))
		},
	}
}

// buildkitd gives the daemon's address; it ends with the test, by its number.
func buildkitd(t *testing.T, f field) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "buildkit") // short: a socket's path has 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	socket := "unix://" + filepath.Join(dir, "socket")
	var config strings.Builder
	fmt.Fprintf(&config, "root = %q\n[grpc]\naddress = [%q]\n[worker.oci]\nbinary = %q\nsnapshotter = \"native\"\n[worker.containerd]\nenabled = false\n",
		filepath.Join(dir, "root"), socket, stage.Path(t, "runc"))
	for _, r := range f.registries {
		how := "http = true"
		if r.authority != "" {
			how = fmt.Sprintf("http = false\nca = [%q]", r.authority)
		}
		fmt.Fprintf(&config, "[registry.%q]\n%s\n", r.host, how)
	}
	file := filepath.Join(dir, "buildkitd.toml")
	if err := os.WriteFile(file, []byte(config.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	cmd := exec.Command(stage.Path(t, "buildkitd"), "--config", file)
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + dir}
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			_ = cmd.Process.Kill()
			<-ended
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("buildkitd's directory stays: %v", err)
		}
	})
	s := stage.New(t)
	for range 300 {
		select {
		case <-ended:
			stage.NotRun(t, "buildctl with buildkitd (the daemon does not start here: %.300s)", strings.TrimSpace(log.String()))
		default:
		}
		if s.Run(t, "", "buildctl", "--addr", socket, "debug", "workers").Code == 0 {
			return socket
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("buildkitd did not start: %.1000s", log.String())
	return ""
}
