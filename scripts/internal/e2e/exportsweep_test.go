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

// output is one way in which the converter writes a file, and what the file may
// be after a failure.
type output struct {
	name    string
	args    []string
	old     string // what the file holds before
	allowed []string
	calls   []string // each of them has to be hit on a file of the user
}

// TestExportSweep does to the converter what TestSweep does to the store. An
// output that is replaced is the old one or the new one; one that is written in
// place, because its owner has to stay, may be empty after a failure. Neither is
// ever a part. No helper is asked: strace fails a close without doing it, and
// who then waits for the other end of a pipe waits for strace's sake.
func TestExportSweep(t *testing.T) {
	stage.Needs(t, stage.Strace)
	old := strings.Repeat("the old output, which is longer ", 10)
	config := `{"proxies": {"default": {"httpProxy": "` + old + `"}}}`
	for _, o := range []output{
		{"merge", []string{"export", "--merge", "-o"}, config, []string{config}, []string{"openat", "read", "fstat", "newfstatat", "write", "fsync", "close", "fchmod", "renameat"}},
		{"export", []string{"export", "--force", "-o"}, old, []string{old}, []string{"openat", "read", "fstat", "newfstatat", "write", "fsync", "close", "fchmod", "renameat"}},
		{"generate", []string{"generate"}, old, []string{old, ""}, []string{"openat", "read", "fstat", "newfstatat", "write", "fsync", "close", "ftruncate"}},
	} {
		for _, call := range o.calls {
			t.Run(o.name+"/"+call, func(t *testing.T) {
				t.Parallel()
				s := stage.New(t)
				s.WriteConfig(t, `{"auths":{"b.example":{"username":"ann","password":"b"}}}`)
				o.through(t, s, call)
			})
		}
	}
}

// through sweeps one call with every fault. One that a thread of its own made
// may have been missed; what matters has to be hit, so the sweep is repeated.
func (o output) through(t *testing.T, s *stage.Stage, call string) {
	out := filepath.Join(s.Home, "out")
	write(t, out, o.old)
	s.Run(t, "", "dockercfg", append(slices.Clone(o.args), out)...).OK(t)
	whole := read(t, out)
	reached := false
	for _, fault := range []string{"error=EIO", "error=ENOSPC", "signal=KILL"} {
		reached = o.sweep(t, s, call, fault, whole) || reached
	}
	for again := 0; !reached; again++ {
		if again == 20 {
			t.Fatal("no injection reached a file")
		}
		reached = o.sweep(t, s, call, "error=EIO", whole)
	}
}

// sweep raises n until two numbers in a row hit nothing, and tells whether a
// file of the user was hit.
func (o output) sweep(t *testing.T, s *stage.Stage, call, fault, whole string) (reached bool) {
	for n, misses := 1, 0; misses < 2 && n <= 25; n++ {
		hit, onFile := o.once(t, s, call, fmt.Sprintf("%s:%s:when=%d", call, fault, n), whole)
		misses++
		if hit {
			misses = 0
		}
		reached = reached || onFile
	}
	return reached
}

// once is one run with one injection, and all that has to hold after it.
func (o output) once(t *testing.T, s *stage.Stage, call, injection, whole string) (hit, onFile bool) {
	out := filepath.Join(s.Home, "out")
	write(t, out, o.old)
	r, calls := traced(t, s, "", []string{"trace=" + fileCalls, "inject=" + injection}, "dockercfg", append(slices.Clone(o.args), out)...)
	hit = r.Signal != 0
	for _, c := range calls {
		if c.Injected {
			hit = true
			onFile = onFile || strings.HasPrefix(strings.Join(c.Paths(), ""), filepath.Dir(s.Home))
		}
	}
	text := read(t, out)
	why := trace.NotDurable(calls, s.Home)
	if text != whole && (r.Code == 0 || !slices.Contains(o.allowed, text)) || r.Code == 0 && why != "" {
		t.Errorf("%s: exit code %d, the output is %q, %s\n%.500s", injection, r.Code, text, why, r.Err)
	}
	for _, left := range temporaries(t, s.Home) {
		if r.Code == 1 {
			t.Errorf("%s: it left %s", injection, left)
		}
		if err := os.Remove(left); err != nil {
			t.Fatal(err)
		}
	}
	return hit, onFile
}
