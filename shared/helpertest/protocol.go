package helpertest

import (
	"encoding/json"
	"errors"
	"os/exec"
	"slices"
	"testing"
)

// checker is the program that checks any helper. The tests run it as a program, as everyone
// else does.
const checker = "credhelper-conformance"

// protocol runs the checker against the released program, since a test binary needs more
// memory and time.
func (h Helper) protocol(t *testing.T) {
	program := h.Released
	if program == "" {
		program = Build(t, h.Name)
	}
	path := Build(t, checker)
	for _, profile := range h.profiles() {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			args := []string{"--format", "json", "--profile", profile}
			if profile == "basic" || profile == "minting" {
				args = append(args, "--host", h.Own)
			}
			h.check(t, path, append(args, program)...)
		})
	}
}

// profiles returns the checker's profiles that fit the helper.
func (h Helper) profiles() []string {
	list := []string{"basic"}
	switch {
	case h.Keeper:
		list = []string{"storing"}
	case h.Minting && !h.Logins:
		list = []string{"minting"}
	}
	if h.Caching {
		list = append(list, "caching")
	}
	return list
}

// skippable are the items that may be skipped: those that cannot be checked from outside, or
// not on every system.
var skippable = []string{"P10", "P22", "P23", "P44", "P48", "P49", "P51", "P52"}

// check runs the checker once.
func (h Helper) check(t *testing.T, checker string, args ...string) {
	cmd := exec.Command(checker, args...)
	// Some items wait for the deadline of a run, which is thirty seconds by default.
	cmd.Env = append(environment(t, h), "DOCKERCFG_TIMEOUT=5s")
	out, err := cmd.Output()
	var results []struct{ ID, Result, Title, Detail string }
	if failed := json.Unmarshal(out, &results); failed != nil || len(results) < 40 {
		t.Fatalf("%v, %v: %s", err, failed, out)
	}
	for _, r := range results {
		switch {
		case r.Result == "skip" && slices.Contains(skippable, r.ID):
			t.Logf("not run: %s: %s", r.ID, r.Detail)
		case r.Result != "ok":
			t.Errorf("%s %s %s: %s", r.Result, r.ID, r.Title, r.Detail)
		}
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || t.Failed() != (err != nil) {
		t.Errorf("the checker's exit: %v", err)
	}
	if exit != nil && len(exit.Stderr) > 0 {
		t.Errorf("standard error of the checker: %s", exit.Stderr)
	}
}
