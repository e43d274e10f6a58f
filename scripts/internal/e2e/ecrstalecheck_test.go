//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/trace"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// once runs a get with one injection, and checks everything.
func (s stale) once(t *testing.T, call, injection string) (hits []string) {
	t.Helper()
	switch s.before {
	case "none":
		os.RemoveAll(s.cache)
	case "cut":
		write(t, s.token, "dockercfg tok")
	}
	before := s.Count(fakeaws.ECR)
	r, calls := traced(t, s.Stage, ecrHost, []string{"trace=" + call, "inject=" + injection}, ecr, "get")
	minted := s.Count(fakeaws.ECR) > before
	for _, c := range calls {
		if c.Injected {
			hits = append(hits, call+":"+s.kind(c))
		}
	}
	aside := slices.Contains(hits, call+":other")
	switch {
	case !answered(r) && !refused(r), answered(r) && strings.Count(r.Err, "\n") > len(hits):
		t.Errorf("%s: that is no answer: %+v", injection, r)
	case !answered(r) && !aside:
		t.Errorf("%s: the cache failed a get: %v, %+v", injection, hits, r)
	case s.before == "whole" && len(hits) == 1 && !aside && (minted || r.Err != ""):
		t.Errorf("%s: a stale handle was not asked once more: %v, %+v", injection, hits, r)
	}
	if left := temporaries(t, s.Config); len(left) > 0 {
		t.Errorf("%s: it left %q", injection, left)
	}
	s.recovers(t, injection)
	return hits
}

// recovers: after any fault, the next get works, and the one after it makes no request.
func (s stale) recovers(t *testing.T, after string) {
	t.Helper()
	for again := range 2 {
		before := s.Count(fakeaws.ECR)
		r := s.Run(t, ecrHost, ecr, "get")
		if minted := s.Count(fakeaws.ECR) > before; !answered(r) || r.Err != "" || minted && again > 0 {
			t.Errorf("after %s: asked: %v, %+v", after, minted, r)
		}
	}
}

// kept returns the file of the only cached token.
func kept(t *testing.T, cache string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(cache, "*.token"))
	if err != nil || len(found) != 1 {
		t.Fatalf("the cache holds %q (%v)", found, err)
	}
	return found[0]
}

// kind returns the kind of file that a call was about.
func (s stale) kind(c trace.Call) string {
	for _, path := range c.Paths() {
		switch base := filepath.Base(path); {
		case path == s.cache:
			return "cache"
		case filepath.Dir(path) != s.cache:
		case strings.HasPrefix(base, temporary):
			return "temp"
		case strings.HasSuffix(base, ".token"): // its name depends on the cache's key
			return "token"
		default:
			return base
		}
	}
	return "other"
}
