//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/scripts/internal/e2e/trace"
)

// TestOrder: what a program reports as stored, erased or written is on disk, in an order that
// survives a power loss at any moment. The check itself is tested with the same logs without
// one of the steps.
func TestOrder(t *testing.T) {
	stage.Needs(t, stage.Strace)
	s := stage.New(t)
	s.WriteConfig(t, `{"credHelpers":{"`+server+`":"file"}}`)
	for _, c := range []struct {
		name, stdin, program string
		args                 []string
		steps                int // number of steps, each of which is necessary
	}{
		{"the first login", stage.Login(server, "ann", oldSecret), stage.File, []string{"store"}, 6},
		{"a second login", stage.Login(server, "ann", newSecret), stage.File, []string{"store"}, 3},
		{"an export", "", "dockercfg", []string{"export", "-o", s.Home + "/dockercfg.json"}, 3},
		{"an export in place of another", "", "dockercfg", []string{"export", "--force", "-o", s.Home + "/dockercfg.json"}, 3},
		{"a generator's file", "", "dockercfg", []string{"generate", s.Home + "/generated.json"}, 2},
		{"a logout", server, stage.File, []string{"erase"}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, calls := traced(t, s, c.stdin, []string{"trace=" + fileCalls}, c.program, c.args...)
			r.OK(t)
			if why := trace.NotDurable(calls, s.Home); why != "" {
				t.Error(why)
			}
			found := 0
			for i, step := range calls {
				if !strings.HasPrefix(strings.Join(step.Paths(), ""), s.Home) || !slices.Contains([]string{"fsync", "renameat", "renameat2", "unlinkat"}, step.Name) {
					continue
				}
				found++
				if step.Name == "fsync" && !syncedAgain(calls[i+1:], step) && trace.NotDurable(slices.Delete(slices.Clone(calls), i, i+1), s.Home) == "" {
					t.Errorf("the judge does not miss %s(%s)", step.Name, step.Args)
				}
			}
			if found < c.steps {
				t.Errorf("%d steps towards the disk, want %d", found, c.steps)
			}
		})
	}
}

// syncedAgain reports whether a directory is synced again later, so that this sync is not
// necessary.
func syncedAgain(later []trace.Call, step trace.Call) bool {
	return slices.ContainsFunc(later, func(c trace.Call) bool {
		return c.Name == "fsync" && slices.Equal(c.Paths(), step.Paths())
	})
}
