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

// output is one way in which dockercfg writes a file, with the contents that are allowed after a
// failure.
type output struct {
	name    string
	args    []string
	old     string // the content of the file before
	allowed []string
	calls   []string // each of them must be hit on a file of the user
}

// TestExportSweep does for dockercfg what TestSweep does for the store. If the output is
// replaced, it is the old or the new one; if it is written in place, to keep its owner, it may
// be empty after a failure. It is never incomplete. No helper is run: strace makes a close fail
// without executing it, so a process would wait for ever for the other end of a pipe.
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

// through sweeps one call with every fault. A call on another thread can be missed, so the sweep
// is repeated until a file of the user is hit.
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

// sweep increases n until two numbers in a row hit no call, and reports whether a file of the
// user was hit.
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

// once runs the program with one injection, and checks everything.
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
