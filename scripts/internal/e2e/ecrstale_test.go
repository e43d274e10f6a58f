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

// staleCalls are the helper's system calls on files; a cache is not synced.
const staleCalls = "openat read fstat newfstatat getdents64 mkdirat fchmodat fchmod linkat renameat unlinkat"

// stale is a home on a network file system whose server forgets handles.
type stale struct {
	*stage.Stage
	*fakeaws.Server
	before, must string // the state of the cached token; the "call:file" that a fault must hit
	cache, token string // paths
}

// TestECRStaleHandles makes every file call of a get fail as on NFS, once and permanently. The
// answer is a complete credential, or an error if the file is not part of the cache. No
// temporary files remain, and the next get caches its token.
func TestECRStaleHandles(t *testing.T) {
	stage.Needs(t, stage.Strace)
	if !apart(t) {
		return
	}
	for before, must := range map[string]string{
		"whole": "openat:key openat:token read:key read:token fstat:key fstat:token newfstatat:cache",
		"none":  "openat:token openat:key openat:lock openat:cache getdents64:cache mkdirat:cache newfstatat:cache",
		"cut":   "openat:token openat:temp fchmod:temp renameat:temp", // the token is replaced
	} {
		for call := range strings.FieldsSeq(staleCalls) {
			if call == "read" && before != "whole" {
				continue // most are on the network, and are retried for a long time
			}
			t.Run(before+" "+call, func(t *testing.T) {
				t.Parallel()
				server, world := amazon(t, stage.New(t))
				s := stale{world, server, before, must, filepath.Join(world.Config, "dockercfg-cache"), ""}
				s.recovers(t, "no fault")
				s.token = kept(t, s.cache)
				var hits []string
				for range 10 { // strace counts per thread, and Go moves goroutines between threads
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

// TestECRSecondOpen: if the fast path finds a stale handle, main opens the file again, and
// retries once. DOCKERCFG_DEBUG turns the fast path off.
func TestECRSecondOpen(t *testing.T) {
	stage.Needs(t, stage.Strace)
	if !apart(t) {
		return
	}
	server, s := amazon(t, stage.New(t))
	first := s.Run(t, ecrHost, ecr, "get").OK(t)
	token, log := kept(t, filepath.Join(s.Config, "dockercfg-cache")), filepath.Join(s.Temp, "log")
	for range 10 { // until both attempts run on one thread, since strace fails each thread's first
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

// through increases n until two numbers in a row hit no call.
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

// missed returns the "call:file" that a fault had to hit and did not hit.
func (s stale) missed(call string, hits []string) string {
	for want := range strings.FieldsSeq(s.must) {
		if strings.HasPrefix(want, call+":") && !slices.Contains(hits, want) {
			return want
		}
	}
	return ""
}
