//go:build e2e

package e2e

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// staleCalls is what the helper does with files; a cache is not synced.
const staleCalls = "openat read fstat newfstatat getdents64 mkdirat fchmodat fchmod linkat renameat unlinkat"

// stale is a home on a network file system whose server forgets handles.
type stale struct {
	*stage.Stage
	*fakeaws.Server
	before, must string // what there is of a token; "call:file" that a fault has to reach
	cache, token string // paths
}

// TestECRStaleHandles lets every file call of a get fail as NFS does, once and from then
// on. The answer is a whole credential; an error is one where it was no file of
// the cache. Nothing is left lying about, and the next get keeps its token.
func TestECRStaleHandles(t *testing.T) {
	stage.Needs(t, stage.Strace)
	if !apart(t) {
		return
	}
	for before, must := range map[string]string{
		"whole": "openat:key openat:token read:key read:token fstat:key fstat:token newfstatat:cache",
		"none":  "openat:token openat:key openat:lock openat:cache getdents64:cache mkdirat:cache newfstatat:cache",
		"cut":   "openat:token openat:temp fchmod:temp renameat:temp", // it is replaced
	} {
		for call := range strings.FieldsSeq(staleCalls) {
			if call == "read" && before != "whole" {
				continue // most are the network's, and tried again for long
			}
			t.Run(before+" "+call, func(t *testing.T) {
				t.Parallel()
				server, world := amazon(t, stage.New(t))
				s := stale{world, server, before, must, filepath.Join(world.Config, "dockercfg-cache"), ""}
				s.mended(t, "no fault")
				s.token = kept(t, s.cache)
				var hits []string
				for range 10 { // strace counts per thread, and Go moves a get between threads
					hits = append(hits, s.through(t, call)...)
					if s.missed(call, hits) == "" {
						return
					}
				}
				t.Errorf("no fault reached %s", s.missed(call, hits))
			})
		}
	}
}

// TestECRSecondOpen: the warm path leaves a stale handle to main, which asks once
// more of its own. A debug log keeps the warm path out.
func TestECRSecondOpen(t *testing.T) {
	stage.Needs(t, stage.Strace)
	if !apart(t) {
		return
	}
	server, s := amazon(t, stage.New(t))
	first := s.Run(t, ecrHost, ecr, "get").OK(t)
	token, log := kept(t, filepath.Join(s.Config, "dockercfg-cache")), filepath.Join(s.Temp, "log")
	for range 10 { // until both tries are one thread's: each one's first is failed
		r := s.With("DOCKERCFG_DEBUG=1").Run(t, ecrHost, "strace", "-f", "-qq", "-o", log, "-P", token,
			"-e", "trace=openat", "-e", "inject=openat:error=ESTALE:when=1", stage.Path(t, ecr), "get")
		if strings.Count(read(t, log), "INJECTED") != 1 {
			continue
		}
		if r.Code != 0 || r.Out != first || server.Count(fakeaws.ECR) != 1 || strings.Contains(r.Err, "cache is not used") {
			t.Errorf("%d requests: %+v", server.Count(fakeaws.ECR), r)
		}
		return
	}
	t.Errorf("no single fault came about: %s", read(t, log))
}

// through raises n until two numbers in a row hit nothing.
func (s stale) through(t *testing.T, call string) (all []string) {
	for n, misses := 1, 0; misses < 2; n++ {
		misses++
		for _, when := range []string{"%d", "%d+"} {
			if hits := s.once(t, call, call+":error=ESTALE:when="+fmt.Sprintf(when, n)); len(hits) > 0 {
				all, misses = append(all, hits...), 0
			}
		}
	}
	return all
}

// missed is what a call's faults had to reach and did not.
func (s stale) missed(call string, hits []string) string {
	for want := range strings.FieldsSeq(s.must) {
		if strings.HasPrefix(want, call+":") && !slices.Contains(hits, want) {
			return want
		}
	}
	return ""
}
