//go:build e2e

package release

import (
	"archive/tar"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// reproduced: the commands of docs/releases.md give the released programs, byte for
// byte, in another directory and with a build cache that is empty.
func (s snapshot) reproduced(t *testing.T) {
	dir, out := clone(t), t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-mod=readonly", "-buildvcs=true", "-ldflags=-s -w -buildid=", "-o", out+"/", "./helpers/...")
	build.Dir = dir
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", "GOCACHE="+t.TempDir())
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	compared := 0
	each(t, s.archive("linux_amd64"), func(header *tar.Header, content io.Reader) {
		ours, err := os.ReadFile(filepath.Join(out, filepath.Base(header.Name)))
		if err != nil {
			return // a page
		}
		compared++
		theirs, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := fmt.Sprintf("%x", sha256.Sum256(ours)), fmt.Sprintf("%x", sha256.Sum256(theirs)); a != b {
			t.Errorf("%s is %s here and %s in the archive", header.Name, a, b)
		}
	})
	if compared != len(s.programs) {
		t.Errorf("%d programs were compared, there are %d", compared, len(s.programs))
	}
}
