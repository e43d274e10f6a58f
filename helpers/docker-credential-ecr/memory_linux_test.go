package main

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// TestMemory: an answer without end is not kept, nor one that unpacks to much.
func TestMemory(t *testing.T) {
	path := helpertest.Build(t, program)
	for what, fault := range map[string]fakeaws.Fault{
		"4 GiB": fakeaws.Huge(200), "4 GiB, refused": fakeaws.Huge(500), "gzip": fakeaws.GzipBomb(),
	} {
		w := keyed(t, "DOCKERCFG_TIMEOUT=20s")
		w.Behave(fakeaws.ECR, fakeaws.Behaviour{Fault: fault})
		cmd := exec.Command(path, "get")
		cmd.Env, cmd.Stdin = w.Env, strings.NewReader(own)
		out, _ := cmd.Output()
		peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10
		if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), ": upstream: ") || peak > helpertest.MaxMemory(true)>>20 {
			t.Errorf("%s: %s, %d MiB", what, out, peak)
		}
	}
}
