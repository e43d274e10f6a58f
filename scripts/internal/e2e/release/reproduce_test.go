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
	"strings"
	"testing"
)

// reproduced: the commands in docs/releases.md produce the released programs, byte for byte, in another
// directory and with an empty build cache.
func (s snapshot) reproduced(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(s.clone, "docs/releases.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```sh\n")
	commands, _, ok := strings.Cut(rest, "```\n")
	if !ok {
		t.Fatal("docs/releases.md has no commands")
	}
	dir := t.TempDir()
	build := exec.CommandContext(t.Context(), "sh", "-euc", strings.ReplaceAll(commands, "vVERSION", tag))
	build.Dir = dir
	// The clone replaces GitHub's repository.
	build.Env = append(os.Environ(), "GOCACHE="+t.TempDir(), "GIT_CONFIG_COUNT=1",
		"GIT_CONFIG_KEY_0=url."+s.clone+".insteadOf", "GIT_CONFIG_VALUE_0="+repository)
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	out := filepath.Join(dir, "dockercfg", "out")
	compared := 0
	each(t, s.archive("linux_amd64"), func(header *tar.Header, content io.Reader) {
		ours, err := os.ReadFile(filepath.Join(out, filepath.Base(header.Name)))
		if err != nil {
			return // a manual page
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
