//go:build e2e

package e2e

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// crashed runs a shell command as an ordinary user who may write core files of any size, sends
// it a text without ending its input, and aborts it. Before that, it calls look with the
// process.
func crashed(t *testing.T, s *stage.Stage, stdin, name string, args []string, look func(pid int)) stage.Result {
	t.Helper()
	command := append([]string{"-c", `ulimit -c unlimited; exec "$@"`, "bash", stage.Path(t, name)}, args...)
	cmd := s.With("GOTRACEBACK=crash").Command(t, "bash", command...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	program := stage.Start(t, cmd)
	_, _ = io.WriteString(in, stdin)
	settle(10*time.Second, func() bool {
		exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", cmd.Process.Pid))
		return err == nil && filepath.Base(exe) == name
	})
	time.Sleep(500 * time.Millisecond) // the program has read the text now
	if look != nil {
		look(cmd.Process.Pid)
	}
	_ = cmd.Process.Signal(syscall.SIGABRT)
	r := program.Wait(t)
	if r.Signal != syscall.SIGABRT {
		t.Errorf("it ended with exit code %d and signal %v: %s", r.Code, r.Signal, r.Err)
	}
	return r
}

// TestCore: a crash writes no core file, and no other process of the user can read a running
// program's memory.
func TestCore(t *testing.T) {
	secret := newCanary("MEMORY")
	s := stage.NewFor(t, nobody)
	s.WriteConfig(t, `{"auths":{"one.example":{"username":"ann","password":"`+secret.text+`"}},"credHelpers":{"two.example":"slow"}}`)
	script(t, s.Home+"/docker-credential-slow", "sleep 3")
	stage.New(t).Run(t, "", "chown", "-R", fmt.Sprint(nobody), s.Config, s.Home).OK(t)
	control := crashed(t, s, "", "sleep", []string{"60"}, func(pid int) {
		if owner(t, pid) != nobody {
			t.Error("every process seems sealed, so this test shows nothing")
		}
	})
	for name, args := range map[string][]string{
		stage.File:               {"store"},
		"docker-credential-vars": {"get"},
		"dockercfg":              {"export"},
	} {
		t.Run(name, func(t *testing.T) {
			world := s.With("PATH="+s.Home+":/bin", "DOCKER_ONE__EXAMPLE_USR=ann", "DOCKER_ONE__EXAMPLE_PSW="+secret.text)
			r := crashed(t, world, stage.Login("one.example", "ann", secret.text), name, args, func(pid int) {
				if owner(t, pid) != 0 {
					t.Error("other processes of the user may read its memory")
				}
				limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", pid))
				if err != nil || !regexp.MustCompile(`Max core file size +0 +0 `).Match(limits) {
					t.Errorf("core files are not off (%v)", err)
				}
			})
			if r.Core {
				t.Error("it left a core file")
			}
			if secret.in([]byte(r.Out + r.Err)) {
				t.Errorf("its last words hold the secret: %s%s", r.Out, r.Err)
			}
			if found := secret.onDisk(t, s.Temp); len(found) > 0 {
				t.Errorf("the secret is in %q", found)
			}
		})
	}
	if !control.Core {
		stage.NotRun(t, "core files (this machine writes none for any program; limits and protection were checked)")
	}
}

// owner returns the owner of a process's memory in /proc: root if it is protected.
func owner(t *testing.T, pid int) int {
	t.Helper()
	info, err := os.Stat(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatal(err)
	}
	return int(info.Sys().(*syscall.Stat_t).Uid)
}
