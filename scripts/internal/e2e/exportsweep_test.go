//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/scripts/internal/e2e/trace"
)

// TestExportSweep does to the converter what TestSweep does to the store. An
// output that is replaced is the old one or the new one; one that is written in
// place, because its owner has to stay, may be empty after a failure. Neither is
// ever a part. No helper is asked: strace fails a close without doing it, and
// who then waits for the other end of a pipe waits for strace's sake.
func TestExportSweep(t *testing.T) {
	const old = "the old output, which is longer than the new one" + "................................................................"
	for name, c := range map[string]struct {
		args    []string
		allowed []string
		must    []string
	}{
		"export":   {[]string{"export", "--force", "-o"}, []string{old}, []string{"write", "fsync", "close", "fchmod", "renameat"}},
		"generate": {[]string{"generate"}, []string{old, ""}, []string{"write", "fsync", "close", "ftruncate"}},
	} {
		for _, call := range []string{"write", "fsync", "close", "fchmod", "renameat", "ftruncate", "openat"} {
			t.Run(name+"/"+call, func(t *testing.T) {
				t.Parallel()
				s := stage.New(t)
				s.WriteConfig(t, `{"auths":{"b.example":{"username":"ann","password":"b"}}}`)
				out := filepath.Join(s.Home, "out")
				command := append(slices.Clone(c.args), out)
				write(t, out, "")
				s.Run(t, "", "dockercfg", command...).OK(t)
				whole := read(t, out)
				reached := false
				for _, fault := range []string{"error=EIO", "error=ENOSPC", "signal=KILL"} {
					for n, misses := 1, 0; misses < 2 && n <= 25; n++ {
						write(t, out, old)
						injection := fmt.Sprintf("%s:%s:when=%d", call, fault, n)
						r, calls := traced(t, s, "", []string{"trace=" + fileCalls, "inject=" + injection}, "dockercfg", command...)
						fail := func(format string, args ...any) {
							t.Errorf("%s: %s\nexit code %d\n%.500s", injection, fmt.Sprintf(format, args...), r.Code, r.Err)
						}
						misses++
						for _, call := range calls {
							if call.Injected || r.Signal != 0 {
								misses = 0
							}
							reached = reached || call.Injected && strings.HasPrefix(strings.Join(call.Paths(), ""), s.Home)
						}
						text := read(t, out)
						if text != whole && !slices.Contains(c.allowed, text) {
							fail("the output is %q", text)
						}
						if why := trace.NotDurable(calls, s.Home); r.Code == 0 && (text != whole || why != "") {
							fail("success, and the output is %q: %s", text, why)
						}
						for _, left := range temporaries(t, s.Home) {
							if r.Code == 1 {
								fail("it left %s", left)
							}
							if err := os.Remove(left); err != nil {
								t.Fatal(err)
							}
						}
					}
				}
				if !reached && slices.Contains(c.must, call) {
					t.Errorf("no injection reached a file")
				}
			})
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
