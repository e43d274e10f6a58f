//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/scripts/internal/e2e/trace"
)

// sweep is one request to one kind of store, during which system calls fail.
type sweep struct {
	name, verb, server string
	kept               bool // whether the store contains an entry before
	calls, faults      string
	must               string // each "call:file" that each kind of fault must hit
}

var sweeps = []sweep{
	{"replace", "store", server, true,
		"openat write fsync close fchmod renameat unlinkat", "error=EIO error=ENOSPC error=EDQUOT signal=KILL",
		"openat:key openat:store openat:temp fchmod:temp write:temp fsync:temp close:temp renameat:temp fsync:store close:store unlinkat:temp"},
	{"first", "store", server, false,
		"openat write fsync close fchmod fchmodat mkdirat renameat renameat2", "error=EIO error=ENOSPC error=EDQUOT signal=KILL",
		"mkdirat:dir fchmodat:dir fsync:dir mkdirat:store openat:temp write:temp fsync:temp close:temp renameat2:temp renameat:temp fsync:store"},
	{"erase", "erase", server, true,
		"openat fsync close unlinkat newfstatat", "error=EIO signal=KILL",
		"unlinkat:entry openat:store fsync:store newfstatat:entry"},
	{"get", "get", server, true,
		"openat read close fstat newfstatat getdents64", "error=EIO error=ESTALE",
		"openat:entry openat:key read:entry read:key fstat:entry newfstatat:entry"},
	{"list", "list", server, true,
		"openat read close fstat newfstatat getdents64", "error=EIO",
		"openat:store getdents64:store openat:entry"},
	// An entry for a repository has only one spelling.
	{"get of a repository", "get", server + "/team/app", true, "openat newfstatat", "error=EIO", "openat:entry newfstatat:entry"},
	{"erase of a repository", "erase", server + "/team/app", true, "newfstatat unlinkat", "error=EIO", "unlinkat:entry newfstatat:entry"},
}

// TestSweep makes every file call of a request fail, and kill the process, once. strace counts
// `when` per call and thread, so each call is swept separately, up to a number that no thread
// reaches. In every case, the store contains the old or the new login afterwards, success means
// that the new login survives a power loss, no temporary files remain, and the next request
// works.
func TestSweep(t *testing.T) {
	stage.Needs(t, stage.Strace)
	for _, s := range sweeps {
		t.Run(s.name, func(t *testing.T) {
			var reached sync.Map
			t.Run("calls", func(t *testing.T) {
				for call := range strings.FieldsSeq(s.calls) {
					t.Run(call, func(t *testing.T) {
						t.Parallel()
						for fault := range strings.FieldsSeq(s.faults) {
							s.through(t, call, fault, &reached)
						}
					})
				}
			})
			for want := range strings.FieldsSeq(s.must) {
				s.mustReach(t, want, &reached)
			}
		})
	}
}

// mustReach sweeps a call again if no fault has hit it: if the Go runtime moves the request between
// threads, no thread may reach the call's number.
func (s sweep) mustReach(t *testing.T, want string, reached *sync.Map) {
	call, _, _ := strings.Cut(want, ":")
	for how, fault := range map[string]string{"error ": "error=EIO", "killed ": "signal=KILL"} {
		for again := 0; strings.Contains(s.faults, fault); again++ {
			if _, ok := reached.Load(how + want); ok {
				break
			}
			if again == 10 {
				t.Errorf("no injection reached %s%s", how, want)
				break
			}
			s.through(t, call, fault, reached)
		}
	}
}

// through increases n until two numbers in a row hit no call.
func (s sweep) through(t *testing.T, call, fault string, reached *sync.Map) {
	misses := 0
	for n := 1; misses < 2; n++ {
		if n > 25 {
			t.Fatalf("%s %s: 25 calls are not enough to sweep it", call, fault)
		}
		misses++
		for _, hit := range s.once(t, call, fmt.Sprintf("%s:%s:when=%d", call, fault, n)) {
			misses = 0
			reached.Store(hit, true)
		}
	}
}

// run is the result of one request with one injection.
type run struct {
	sweep
	world     *stage.Stage
	injection string
	stage.Result
	calls []trace.Call
	aside bool // the failed call is not on the store's files, but the Go runtime's or on a stream
}

// once runs the request with one injection and checks everything.
func (s sweep) once(t *testing.T, call, injection string) (hits []string) {
	t.Helper()
	world := s.prepared(t)
	r := run{sweep: s, world: world, injection: injection}
	request := s.server
	if s.verb == "store" {
		request = stage.Login(s.server, "ann", newSecret)
	}
	if s.verb == "list" { // it does not wait for a request
		r.Result, r.calls = traced(t, world, "", []string{"trace=" + fileCalls, "inject=" + injection}, stage.File, s.verb)
	} else {
		r.Result, r.calls = tampered(t, world, request, injection, stage.File, s.verb)
	}
	for _, c := range r.calls {
		of := kind(c, world.Home)
		switch {
		case c.Injected:
			hits = append(hits, "error "+c.Name+":"+of)
			r.aside = r.aside || of == "other"
		case r.Signal == syscall.SIGKILL && c.Result == "?" && c.Name == call:
			hits = append(hits, "killed "+c.Name+":"+of)
		}
	}
	r.checkEnd(t, len(hits))
	r.checkAnswer(t)
	if s.verb == "store" || s.verb == "erase" {
		r.checkDisk(t)
		r.checkRecovery(t)
	}
	return hits
}

func (r run) fail(t *testing.T, format string, args ...any) {
	t.Helper()
	t.Errorf("%s, %s: %s\nexit code %d\n%.300s%.300s", r.name, r.injection, fmt.Sprintf(format, args...), r.Code, r.Out, r.Err)
}
