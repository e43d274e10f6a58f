//go:build e2e

package e2e

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// TestConformanceOfPass runs credhelper-conformance against other projects' helpers.
func TestConformanceOfPass(t *testing.T) {
	for name, first := range passHelpers() {
		t.Run(name, func(t *testing.T) {
			s, _ := newPass(t, first)
			defer s.Run(t, "", "gpgconf", "--kill", "all")
			judged(t, s, "docker-credential-pass")
		})
	}
}

func TestConformanceOfSecretService(t *testing.T) {
	s, _ := newSecretService(t)
	judged(t, s, "docker-credential-secretservice")
}

// judged checks that the program can test a foreign helper: it notices where the helper is less
// strict than the protocol, ends, and leaves the store unchanged.
func judged(t *testing.T, s *stage.Stage, helper string) {
	t.Helper()
	before := s.Run(t, "", helper, "list").OK(t)
	cmd := s.Command(t, "credhelper-conformance", "--profile", "storing", "--format", "json", helper)
	kill := time.AfterFunc(8*time.Minute, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	out, err := cmd.Output()
	var results []struct{ ID, Result, Detail string }
	if failed := json.Unmarshal(out, &results); failed != nil || len(results) < 50 {
		t.Fatalf("%v, %v: %s", err, failed, out)
	}
	of, counts := map[string]string{}, map[string]int{}
	for _, r := range results {
		of[r.ID] = r.Result
		counts[r.Result]++
	}
	t.Logf("%d items hold, %d do not, %d were skipped", counts["ok"], counts["not ok"], counts["skip"])
	// The helpers print a credential in upstream's form, but do not write errors to both streams
	// and do not limit their memory.
	for id, want := range map[string]string{"P12": "ok", "P13": "ok", "P14": "ok", "P15": "ok", "P29": "ok",
		"P7": "not ok", "P48": "not ok", "P49": "not ok"} {
		if of[id] != want {
			t.Errorf("%s is %s, want %s", id, of[id], want)
		}
	}
	exit, _ := err.(*exec.ExitError)
	if exit == nil || exit.ExitCode() != 1 {
		t.Errorf("it ended with %v", err)
	}
	after := s.Run(t, "", helper, "list").OK(t)
	if strings.TrimSpace(after) != strings.TrimSpace(before) && exit != nil && !strings.Contains(string(exit.Stderr),
		"still there is") {
		t.Errorf("the store held %s, and now %s", before, after)
	}
}
