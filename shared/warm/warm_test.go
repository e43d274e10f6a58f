package warm

import (
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// TestPanic: after a panic of the fast path, main handles the request.
func TestPanic(t *testing.T) {
	asked := false
	name, err := registry.Parse("h.example")
	if err != nil {
		t.Fatal(err)
	}
	p := Provider{Name: "docker-credential-x", Match: func(registry.Name) bool {
		asked = true
		panic("a bug")
	}}
	attempt(func() { p.answer(name, time.Second) })
	if !asked {
		t.Error("Match was not called")
	}
}

// TestPatterns: the variables of logins only matter to providers with logins.
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
