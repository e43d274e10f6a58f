package warm

import (
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// TestPanic: a panic of the fast path is left to main, which has an answer for it.
func TestPanic(t *testing.T) {
	asked := false
	name, err := registry.Parse("h.example")
	if err != nil {
		t.Fatal(err)
	}
	p := Provider{Name: "docker-credential-x", Match: func(registry.Name) bool {
		asked = true
		panic("a defect")
	}}
	attempt(func() { p.answer(name, time.Second) })
	if !asked {
		t.Error("nothing panicked")
	}
}

// TestPatterns: an explicit login decides only where logins come first.
func TestPatterns(t *testing.T) {
	own := []string{"OWN_*"}
	if got := (Provider{Variables: own}).Patterns(); len(got) != 1 {
		t.Errorf("without logins: %q", got)
	}
	with := Provider{Variables: own, Logins: true}
	if got := with.Patterns(); len(got) < 5 || got[0] != "OWN_*" || len(own) != 1 {
		t.Errorf("with logins: %q", got)
	}
}
