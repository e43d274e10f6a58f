//go:build unix

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// TestClearOne checks that the tokens of one registry are removed, for all identities and
// helpers, with what failed runs left; the others stay, also those of a similar host.
func TestClearOne(t *testing.T) {
	s := newStage(t, "{}", nil)
	var stays, goes []string
	for _, k := range []struct{ helper, registry, id string }{
		{"ecr", "a.example", "one"}, {"ecr", "a.example", "two"}, {"gar", "a.example", "one"},
		{"ecr", "b.example", "one"}, {"ecr", "x.a.example", "one"}, {"ecr", "a.example:8443", "one"},
	} {
		name := tokencache.Group("docker-credential-"+k.helper, k.registry) + k.id
		s.write(t, "cache/"+name+tokencache.Suffix, "CANARY", 0o600)
		s.write(t, "cache/"+name+tokencache.ResultSuffix, "CANARY", 0o600)
		if k.registry == "a.example" {
			goes = append(goes, name)
		} else {
			stays = append(stays, name+tokencache.Suffix, name+tokencache.ResultSuffix)
		}
	}
	s.write(t, "cache/lock", "", 0o600)
	s.write(t, "cache/key", "0123456789abcdef", 0o600)
	if err := os.Chmod(filepath.Join(s.dir, "cache"), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := s.command("cache", "clear", "https://A.example/v2/")
	cmd.Env = append(cmd.Env, "DOCKERCFG_CACHE_DIR="+filepath.Join(s.dir, "cache"))
	if out, err := cmd.CombinedOutput(); err != nil ||
		!strings.Contains(string(out), "removed 3 cached tokens of a.example from ") {
		t.Errorf("%v: %s", err, out)
	}
	entries, err := os.ReadDir(filepath.Join(s.dir, "cache"))
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, entry := range entries {
		left = append(left, entry.Name())
	}
	want := append(stays, "lock", "key")
	slices.Sort(want)
	if !slices.Equal(left, want) {
		t.Errorf("%d should be removed; left: %q, want %q", len(goes), left, want)
	}
}
