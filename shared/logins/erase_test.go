//go:build unix

package logins

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// TestEraseBoth: the login is deleted even if the cached tokens cannot be, and a failure of either
// is an error. If both fail, one line says so.
func TestEraseBoth(t *testing.T) {
	full := fault.New(fault.Store, "the disk is full")
	name := registry.Name{Asked: "own.example", Host: "own.example"}
	for what, c := range map[string]struct {
		tokens error
		script string
		errors []string
	}{
		"both deleted":      {nil, "cat >$0.erased", nil},
		"the tokens remain": {full, "cat >$0.erased", []string{"store: the disk is full"}},
		"the login remains": {nil, "exit 1", []string{"docker-credential-kept"}},
		"both remain": {full, "exit 1", []string{"docker-credential-kept",
			"; the cached tokens were not deleted either: the disk is full"}},
	} {
		dir := t.TempDir()
		program := filepath.Join(dir, "docker-credential-kept")
		if err := os.WriteFile(program, []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
		t.Setenv("DOCKERCFG_KEEPER", "kept")
		h := First("x", own{protocol.Helper{Erase: func(context.Context, registry.Name) error { return c.tokens }}})
		err := h.Erase(t.Context(), name)
		if (err == nil) != (c.errors == nil) || errors.Is(err, fault.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
		for _, part := range c.errors {
			if line := fault.Line(err); !strings.Contains(line, part) {
				t.Errorf("%s: want %q: %s", what, part, line)
			}
		}
		if text, _ := os.ReadFile(program + ".erased"); string(text) != "own.example" && c.script != "exit 1" {
			t.Errorf("%s: the store was told %q", what, text)
		}
	}
}
