//go:build e2e

package stage

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// BuildKit starts BuildKit's daemon, without an engine, and returns its address. The registries
// are a map from host:port to the file with the CA certificate that the daemon trusts; ""
// means no TLS.
func BuildKit(t *testing.T, registries map[string]string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "buildkit") // short: a socket's path has 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	socket := "unix://" + filepath.Join(dir, "socket")
	var config strings.Builder
	fmt.Fprintf(&config, "root = %q\n[grpc]\naddress = [%q]\n"+
		"[worker.oci]\nbinary = %q\nsnapshotter = \"native\"\n[worker.containerd]\nenabled = false\n",
		filepath.Join(dir, "root"), socket, Path(t, "runc"))
	for host, authority := range registries {
		how := "http = true"
		if authority != "" {
			how = fmt.Sprintf("http = false\nca = [%q]", authority)
		}
		fmt.Fprintf(&config, "[registry.%q]\n%s\n", host, how)
	}
	file := filepath.Join(dir, "buildkitd.toml")
	if err := os.WriteFile(file, []byte(config.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(Path(t, "buildkitd"), "--config", file)
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + dir, "TMPDIR=" + dir}
	s := New(t)
	daemon(t, "buildkitd", cmd, func() bool { return s.Run(t, "", "buildctl", "--addr", socket, "debug", "workers").Code == 0 }, func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("buildkitd's directory stays: %v", err)
		}
	})
	return socket
}
