package main

import (
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// TestMemory: an answer without end is not kept, nor one that unpacks to much,
// neither of Entra's nor of the registry's.
func TestMemory(t *testing.T) {
	path := helpertest.Build(t, program)
	for what, fault := range map[string]http.HandlerFunc{
		"4 GiB": faulty.Huge(200, faulty.JSON, faulty.Opening), "4 GiB, refused": faulty.Huge(500, faulty.JSON, faulty.Opening), "gzip": faulty.GzipBomb(faulty.JSON),
	} {
		for _, host := range []string{login, own} {
			w := keyed(t, "DOCKERCFG_TIMEOUT=20s")
			w.Cloud.Behave(host, fakecloud.Behaviour{Fault: fault})
			cmd := exec.Command(path, "get")
			cmd.Env, cmd.Stdin = w.Env, strings.NewReader(own)
			out, _ := cmd.Output()
			peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10
			if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), ": upstream: ") || peak > helpertest.MaxMemory(true)>>20 {
				t.Errorf("%s, %s: %s, %d MiB", host, what, out, peak)
			}
		}
	}
}
