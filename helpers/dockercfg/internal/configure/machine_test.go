//go:build unix

package configure

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestIdentity checks that the typed fields of an explanation decide whether a helper has an
// identity, never its text.
func TestIdentity(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	for explanation, want := range map[string]bool{
		`{"Source":"any words","Ambient":true}`:                   false,
		`{"Source":"any words","Ambient":true,"Cached":true}`:     true,
		`{"Source":"any words","Ambient":true,"Configured":true}`: true,
		`{"Source":"any words"}`:                                  true,
		`{"Source":"a key in a drawer of this machine"}`:          true,
		`{"Source":"the instance's role","Configured":true}`:      true,
	} {
		script := "#!/bin/sh\ncat <<'EOF'\n" + explanation + "\nEOF\n"
		if err := helpertest.WriteProgram(filepath.Join(dir, "docker-credential-fake"), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		if got := has(t.Context(), "fake", "fake.example", []string{"fake"}); got != want {
			t.Errorf("%s: %v, want %v", explanation, got, want)
		}
	}
}
