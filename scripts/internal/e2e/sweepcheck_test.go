//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/scripts/internal/e2e/trace"
)

const (
	server    = "registry.example:5000"
	oldSecret = "the old secret"
	newSecret = "the new secret"
	temporary = ".dockercfg-tmp-"
)

// checkEnd: a failure is an error with the code store and exit code 1, never "not found" and never
// without a reason; an answer is complete.
func (r run) checkEnd(t *testing.T, hits int) {
	t.Helper()
	switch {
	case r.Signal != 0 || r.aside && r.Code != 0:
	case r.Code == 0 && r.verb == "list" && r.Out != `{"`+r.server+`":"ann"}`+"\n",
		r.Code == 0 && r.verb == "get" && r.Out != `{"ServerURL":"`+r.server+`","Username":"ann","Secret":"`+oldSecret+`"}`+"\n":
		r.fail(t, "that is not the answer")
	case r.Code != 0 && (r.Code != 1 || !strings.HasPrefix(r.Err, stage.File+": store: ") || r.Out != r.Err):
		r.fail(t, "that is no error of the store")
	case r.Code != 0 && hits == 0:
		r.fail(t, "it failed without a fault")
	case r.Code != 0 && hits == 1 && strings.HasPrefix(r.injection, "openat:error=ESTALE"):
		r.fail(t, "a stale handle was not asked once more")
	}
}

// checkAnswer: afterwards the store contains the old or the new login, or nothing if that is the old
// or the new state.
func (r run) checkAnswer(t *testing.T) {
	t.Helper()
	_, secret, found := r.world.Get(t, r.server)
	before, after := "", oldSecret
	if r.kept {
		before = oldSecret
	}
	switch r.verb {
	case "store":
		after = newSecret
	case "erase":
		after = ""
	}
	if found == (secret == "") || secret != before && secret != after {
		r.fail(t, "afterwards get answers %q (%v)", secret, found)
	}
	if r.Code == 0 && secret != after {
		r.fail(t, "success, though get answers %q", secret)
	}
}

// checkDisk: success is durable, and only a killed process leaves a temporary file.
func (r run) checkDisk(t *testing.T) {
	t.Helper()
	if why := trace.NotDurable(r.calls, r.world.Home); r.Code == 0 && why != "" {
		r.fail(t, "success, though %s", why)
	}
	for _, left := range temporaries(t, r.world.Home) {
		if r.Code == 1 && left != abandoned(r.world.Home) {
			r.fail(t, "it left %s", left)
		}
	}
}

// checkRecovery: the same request works now, and after a minute it also removes the temporary file
// of the failed one.
func (r run) checkRecovery(t *testing.T) {
	t.Helper()
	for _, path := range temporaries(t, r.world.Home) {
		backdate(t, path)
	}
	if r.verb == "erase" {
		r.world.Run(t, r.server, stage.File, "erase").OK(t)
		if _, secret, found := r.world.Get(t, r.server); found {
			r.fail(t, "after another erase, get answers %q", secret)
		}
	}
	r.world.Store(t, r.server, "ann", "the third secret")
	if _, secret, _ := r.world.Get(t, r.server); secret != "the third secret" {
		r.fail(t, "after another store, get answers %q", secret)
	}
	if left := temporaries(t, r.world.Home); len(left) > 0 {
		r.fail(t, "a later store leaves the old %q", left)
	}
}

// abandoned is a temporary file of a process that was killed two minutes ago.
func abandoned(home string) string {
	return filepath.Join(home, ".local/share/dockercfg/store", temporary+"ABANDONED")
}

// prepared returns a stage with an entry and an abandoned file, or with an empty home directory.
func (s sweep) prepared(t *testing.T) *stage.Stage {
	world := stage.New(t)
	if s.kept {
		world.Store(t, s.server, "ann", oldSecret)
		if err := os.WriteFile(abandoned(world.Home), []byte("half an ent"), 0o600); err != nil {
			t.Fatal(err)
		}
		backdate(t, abandoned(world.Home))
	}
	return world
}

func backdate(t *testing.T, path string) {
	then := time.Now().Add(-2 * time.Minute)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
}

func temporaries(t *testing.T, root string) (found []string) {
	for _, path := range tree(t, root) {
		if strings.HasPrefix(filepath.Base(path), temporary) {
			found = append(found, path)
		}
	}
	return found
}

// kind returns the kind of file that a call names.
func kind(c trace.Call, home string) string {
	paths := c.Paths()
	if len(paths) == 0 || !strings.HasPrefix(paths[0], home) {
		return "other"
	}
	switch base := filepath.Base(paths[0]); {
	case strings.HasPrefix(base, temporary):
		return "temp"
	case strings.HasSuffix(base, ".v1.age"):
		return "entry"
	case base == "store-key.txt":
		return "key"
	case base == "store":
		return "store"
	}
	return "dir"
}
