package main

import (
	"bytes"
	"os/exec"
	"testing"
)

// TestBare: without arguments, and with a standard input that stays silent, a program prints the usage
// line and exits.
func TestBare(t *testing.T) {
	cmd := exec.Command("docker-credential-vars")
	cmd.Env = append(cmd.Environ(), "DOCKERCFG_TIMEOUT=2s")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	const usage = "Usage: docker-credential-vars <store|get|erase|list|version>\n"
	if err := cmd.Run(); err == nil || out.String() != usage || log.String() != usage {
		t.Errorf("%v: %q, %q", err, &out, &log)
	}
}
