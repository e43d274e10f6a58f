//go:build e2e

package e2e

import (
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// TestECRMachine: the server at the address of Amazon's metadata service is taken for Amazon's
// unless the firmware names another vendor. Only then is its token cached.
func TestECRMachine(t *testing.T) {
	if !apart(t) {
		return
	}
	stage.New(t).Run(t, "", "ip", "addr", "add", "169.254.169.254/32", "dev", "lo").OK(t)
	for maker, requests := range map[string]int{"Amazon EC2": 1, "": 1, "QEMU": 2} {
		t.Run(maker, func(t *testing.T) {
			mount(t, "class", "/sys/class", "tmpfs", 0, "")
			if maker != "" {
				if err := os.MkdirAll("/sys/class/dmi/id", 0o755); err != nil {
					t.Fatal(err)
				}
				write(t, "/sys/class/dmi/id/sys_vendor", maker+"\n")
			}
			server, s := amazon(t, stage.New(t))
			listener, err := net.Listen("tcp", "169.254.169.254:80")
			if err != nil {
				t.Fatal(err)
			}
			metadata := &http.Server{Handler: server}
			go func() { _ = metadata.Serve(listener) }()
			t.Cleanup(func() { _ = metadata.Close() })
			s = s.With("AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=", "AWS_EC2_METADATA_DISABLED=", "AWS_EC2_METADATA_SERVICE_ENDPOINT=")
			for range 2 {
				s.Run(t, ecrHost, ecr, "get").OK(t)
			}
			if n := server.Count(fakeaws.ECR); n != requests {
				t.Errorf("%d requests, want %d", n, requests)
			}
			kept, err := filepath.Glob(filepath.Join(s.Config, "dockercfg-cache", "*.token"))
			if err != nil || len(kept) != 2-requests {
				t.Errorf("%d tokens are kept (%v)", len(kept), err)
			}
		})
	}
}
