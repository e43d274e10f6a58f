//go:build e2e

package e2e

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/scripts/internal/e2e/trace"
)

// touched is what a program accesses outside of its memory.
type touched struct {
	sockets []string // network calls
	started []string // programs, except itself
	opened  []string // files, except those of the Go runtime
	stdin   bool     // whether it reads standard input
}

func watchCalls(t *testing.T, s *stage.Stage, stdin, program string, args ...string) (stage.Result, touched) {
	t.Helper()
	r, calls := traced(t, s, stdin, []string{"trace=%network,execve,execveat,open,openat,openat2,read,pread64,readv"}, program, args...)
	return r, sortOut(calls)
}

func sortOut(calls []trace.Call) (did touched) {
	for i, c := range calls {
		paths := strings.Join(c.Paths(), "")
		switch c.Name {
		case "execve", "execveat":
			if i > 0 {
				did.started = append(did.started, paths)
			}
		case "open", "openat", "openat2":
			if !strings.HasPrefix(paths, "/sys/") && !strings.HasPrefix(paths, "/proc/self/") {
				did.opened = append(did.opened, paths)
			}
		case "read", "pread64", "readv":
			did.stdin = did.stdin || strings.HasPrefix(c.Args, "0<")
		default:
			did.sockets = append(did.sockets, c.Name+"("+c.Args)
		}
	}
	return did
}

// TestQuiet: clients ask a credsStore about every registry. For a foreign registry, a helper opens
// at most its own files, and uses no network.
func TestQuiet(t *testing.T) {
	stage.Needs(t, stage.Strace)
	empty, kept := stage.New(t), stage.New(t)
	kept.Store(t, server, "ann", oldSecret)
	vars := "docker-credential-vars"
	withVars := stage.New(t).With("DOCKER_OWN__EXAMPLE_USR=ann", "DOCKER_OWN__EXAMPLE_PSW=secret")
	store := filepath.Join(kept.Home, ".local/share/dockercfg/store")
	for _, c := range []struct {
		name, program, verb, stdin string
		world                      *stage.Stage
		code                       int
		below                      []string // it may open these and the files below them
	}{
		{"get of a foreign host", stage.File, "get", "foreign.example", kept, 1, []string{store}},
		{"get of a foreign host's image", stage.File, "get", "foreign.example/team/app", kept, 1, []string{store}},
		{"get without a store", stage.File, "get", server, empty, 1, nil},
		{"get of what is no host", stage.File, "get", "evil#@" + server, kept, 1, nil},
		{"erase of a foreign host", stage.File, "erase", "foreign.example", kept, 0, []string{store}},
		{"list", stage.File, "list", "", kept, 0, []string{store, filepath.Join(kept.Home, ".config/dockercfg/store-key.txt")}},
		{"list without a store", stage.File, "list", "", empty, 0, nil},
		{"version", stage.File, "version", "", kept, 0, nil},
		{"vars: get of a foreign host", vars, "get", "foreign.example", withVars, 1, nil},
		{"vars: get", vars, "get", "own.example", withVars, 0, []string{withVars.Config, filepath.Join(withVars.Home, ".local/share/dockercfg/store")}}, // a login would win
		{"vars: list", vars, "list", "", withVars, 0, nil},
		{"vars: version", vars, "version", "", withVars, 0, nil},
		{"dockercfg version", "dockercfg", "--version", "", kept, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, did := watchCalls(t, c.world, c.stdin, c.program, c.verb)
			r.Exit(t, c.code)
			if len(did.sockets) > 0 {
				t.Errorf("it used the network: %q", did.sockets)
			}
			if len(did.started) > 0 {
				t.Errorf("it started %q", did.started)
			}
			did.opened = slices.DeleteFunc(did.opened, func(path string) bool {
				return slices.ContainsFunc(c.below, func(dir string) bool { return path == dir || strings.HasPrefix(path, dir+"/") })
			})
			if len(did.opened) > 0 {
				t.Errorf("it opened %q", did.opened)
			}
			if reads := c.verb == "get" || c.verb == "erase"; did.stdin != reads {
				t.Errorf("it read standard input: %v", did.stdin)
			}
		})
	}
}

// TestQuietControl: the test notices that a get opens its login, that an export starts a helper,
// and that a shell connects.
func TestQuietControl(t *testing.T) {
	stage.Needs(t, stage.Strace)
	s := stage.New(t)
	s.Store(t, server, "ann", oldSecret)
	s.WriteConfig(t, `{"credHelpers":{"`+server+`":"file"}}`)
	_, did := watchCalls(t, s, server, stage.File, "get")
	if !slices.ContainsFunc(did.opened, func(path string) bool { return strings.HasSuffix(path, ".v1.age") }) || !did.stdin {
		t.Errorf("a get did %+v", did)
	}
	_, did = watchCalls(t, s, "", "dockercfg", "export")
	if !slices.Contains(did.started, filepath.Join(stage.Programs(), stage.File)) {
		t.Errorf("an export did %+v", did)
	}
	_, did = watchCalls(t, s, "", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/1")
	if len(did.sockets) == 0 {
		t.Errorf("a connection was not seen: %+v", did)
	}
}
