//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

const (
	ecr        = "docker-credential-ecr"
	ecrHost    = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
	ecrAnswer  = `"Username":"AWS","Secret":"CANARY-ECR-`
	ecrForeign = ecrHost + ".evil.test"
)

// amazon starts Amazon's services on loopback, and returns a stage that can reach no others.
func amazon(t *testing.T, s *stage.Stage) (*fakeaws.Server, *stage.Stage) {
	t.Helper()
	server, err := fakeaws.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server, s.With(append(server.Environment(), "AWS_ACCESS_KEY_ID=AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY=CANARY-KEY", "AWS_EC2_METADATA_DISABLED=true")...)
}

// TestECRQuiet: for a foreign registry, the helper only reads the request; for a cached token, it
// also opens the token's file.
func TestECRQuiet(t *testing.T) {
	stage.Needs(t, stage.Strace)
	_, s := amazon(t, stage.New(t))
	s.Run(t, ecrHost, ecr, "get").OK(t)
	cache := filepath.Join(s.Config, "dockercfg-cache")
	for _, c := range []struct {
		verb, host string
		code       int
		below      string
	}{
		{"get", ecrForeign, 1, ""}, {"get", "docker.io", 1, ""}, {"get", "169.254.169.254", 1, ""}, {"explain", ecrForeign, 1, ""},
		{"get", ecrHost, 0, cache}, {"explain", ecrHost, 0, cache}, {"list", "", 0, cache}, {"version", "", 0, ""},
	} {
		r, did := watchCalls(t, s, c.host, ecr, c.verb)
		r.Exit(t, c.code)
		opened := slices.DeleteFunc(did.opened, func(path string) bool {
			return c.below != "" && (path == c.below || strings.HasPrefix(path, c.below+"/")) || strings.HasPrefix(path, s.Home+"/.aws/")
		})
		if len(did.sockets) > 0 || len(did.started) > 0 || len(opened) > 0 || c.code == 1 && len(did.opened) > 0 {
			t.Errorf("%s of %s: %+v", c.verb, c.host, did)
		}
	}
	_, did := watchCalls(t, s.With("DOCKERCFG_CACHE=off"), ecrHost, ecr, "get")
	if len(did.sockets) == 0 {
		t.Errorf("a mint was not seen, so silence above is blindness: %+v", did)
	}
}

// TestECRReadsOnce: a get that requests a token opens each of Amazon's files once, so the SDK
// reads exactly the file that is recorded as an input.
func TestECRReadsOnce(t *testing.T) {
	stage.Needs(t, stage.Strace)
	_, s := amazon(t, stage.New(t))
	config := filepath.Join(s.Home, ".aws", "config")
	if err := os.MkdirAll(filepath.Dir(config), 0o700); err != nil {
		t.Fatal(err)
	}
	text := "[profile dev]\naws_access_key_id = AKIAEXAMPLEEXAMPLE00\naws_secret_access_key = CANARY-KEY\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, did := watchCalls(t, s.With("AWS_PROFILE=dev", "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY="), ecrHost, ecr, "get")
	r.OK(t)
	opened := 0
	for _, path := range did.opened {
		if path == config {
			opened++
		}
	}
	if opened != 1 {
		t.Errorf("%s was opened %d times: %q", config, opened, did.opened)
	}
}

// TestECRCacheFaults: whatever fails in the cache, get returns the token; the next get finds a
// complete token or none, and no temporary files remain.
func TestECRCacheFaults(t *testing.T) {
	stage.Needs(t, stage.Strace)
	for _, call := range []string{"linkat", "renameat", "fchmod", "mkdirat", "unlinkat"} {
		// used if a file cannot be created without a name
		also := map[string][]string{"renameat": {"inject=linkat:error=EOPNOTSUPP"}}[call]
		for _, fault := range []string{"error=EIO", "error=ENOSPC", "error=EDQUOT", "signal=KILL"} {
			t.Run(call+" "+fault, func(t *testing.T) {
				t.Parallel()
				_, s := amazon(t, stage.New(t))
				for n := range 4 {
					os.RemoveAll(filepath.Join(s.Config, "dockercfg-cache"))
					injection := call + ":" + fault + ":when=" + string(rune('1'+n))
					r, _ := traced(t, s, ecrHost, append([]string{"trace=" + call + ",linkat", "inject=" + injection}, also...), ecr, "get")
					if r.Signal == 0 && (r.Code != 0 || !strings.Contains(r.Out, ecrAnswer) || strings.Count(r.Err, "\n") > 1) {
						t.Errorf("%s: %+v", injection, r)
					}
					for _, path := range temporaries(t, s.Config) {
						if r.Signal == 0 {
							t.Errorf("%s: it left %s", injection, path)
						}
						backdate(t, path)
					}
					if again := s.Run(t, ecrHost, ecr, "get"); again.Code != 0 || !strings.Contains(again.Out, ecrAnswer) || again.Err != "" {
						t.Errorf("after %s: %+v", injection, again)
					}
				}
			})
		}
	}
}

// TestECRNoLocks: the helper also works on a file system without locks.
func TestECRNoLocks(t *testing.T) {
	stage.Needs(t, stage.Strace)
	_, s := amazon(t, stage.New(t))
	log := filepath.Join(s.Temp, "log")
	r := s.Run(t, ecrHost, "strace", "-f", "-qq", "-o", log, "-P", filepath.Join(s.Config, "dockercfg-cache", "lock"),
		"-e", "trace=fcntl", "-e", "inject=fcntl:error=ENOLCK:when=1+", stage.Path(t, ecr), "get")
	if traced := read(t, log); !strings.Contains(traced, "F_SETLK") || !strings.Contains(traced, "INJECTED") {
		t.Fatalf("no lock was asked for: %s", traced)
	}
	if r.OK(t); r.Err != "" || !strings.Contains(r.Out, ecrAnswer) {
		t.Errorf("%+v", r)
	}
}

// TestECRForbiddenCache: a cache that belongs to another user is not used, and the helper works
// without a cache if it cannot create one.
func TestECRForbiddenCache(t *testing.T) {
	server, s := amazon(t, stage.NewFor(t, nobody))
	cache := filepath.Join(s.Config, "dockercfg-cache")
	if err := os.Mkdir(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	r := s.Run(t, ecrHost, ecr, "get")
	if r.OK(t); !strings.Contains(r.Err, "belongs to user 0") {
		t.Errorf("root's cache was used, or nothing said: %+v", r)
	}
	if err := os.Chmod(s.Config, 0); err != nil {
		t.Fatal(err)
	}
	r = s.Run(t, ecrHost, ecr, "get")
	if r.OK(t); r.Err != "" {
		t.Errorf("it complains of a cache that is not to be had: %+v", r)
	}
	if n := server.Count(fakeaws.ECR); n != 2 {
		t.Errorf("%d requests for two gets without a cache", n)
	}
}

// TestECRSlowExchange: two hundred processes make one request, which takes fifteen seconds.
func TestECRSlowExchange(t *testing.T) {
	server, s := amazon(t, stage.New(t))
	server.Behave(fakeaws.ECR, fakeaws.Behaviour{Delay: 15 * time.Second})
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			if r := s.Run(t, ecrHost, ecr, "get"); r.Code != 0 || !strings.Contains(r.Out, ecrAnswer) {
				t.Errorf("%+v", r)
			}
		})
	}
	all.Wait()
	if n := server.Count(fakeaws.ECR); n > 3 {
		t.Errorf("%d requests", n)
	}
}

// TestECRStoppedHolder: if a stopped process holds the lock, other processes wait for it, but not
// for ever.
func TestECRStoppedHolder(t *testing.T) {
	server, s := amazon(t, stage.New(t))
	server.Behave(fakeaws.ECR, fakeaws.Behaviour{Fault: fakeaws.Hang(), Times: 1})
	cmd := s.Command(t, ecr, "get")
	cmd.Stdin = strings.NewReader(ecrHost)
	holder := stage.Start(t, cmd)
	if !settle(10*time.Second, func() bool { return server.Count(fakeaws.ECR) == 1 }) {
		t.Fatal("the holder never asked")
	}
	if err := holder.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	r := s.With("DOCKERCFG_TIMEOUT=8s").Run(t, ecrHost, ecr, "get")
	if took := time.Since(began); r.Code != 0 || took < 3*time.Second || took > 8*time.Second {
		t.Errorf("after %s: %+v", took, r)
	}
	_ = holder.Process.Kill()
	holder.Wait(t)
}
