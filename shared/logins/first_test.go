package logins

import (
	"context"
	"testing"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// own is a helper of one registry.
type own struct{ helper protocol.Helper }

func (own) Ours(name registry.Name) bool { return name.Host == "own.example" }
func (o own) Protocol() protocol.Helper  { return o.helper }

// TestErase: a logout deletes the helper's tokens, and fails if that fails, although an
// erase of the helper alone would succeed.
func TestErase(t *testing.T) {
	t.Setenv("DOCKERCFG_KEEPER", "none")
	erased := 0
	h := First("x", own{protocol.Helper{Keeps: protocol.Tokens, Erase: func(context.Context, registry.Name) error {
		erased++
		return fault.New(fault.Store, "the disk is full")
	}}})
	if h.Keeps != protocol.Logins {
		t.Errorf("Keeps is %d, want Logins", h.Keeps)
	}
	err := h.Erase(t.Context(), registry.Name{Host: "own.example"})
	if err == nil || err.Error() != "store: the disk is full" || erased != 1 {
		t.Errorf("%v, erased %d times", err, erased)
	}
	err = h.Erase(t.Context(), registry.Name{Host: "foreign.example"})
	if err != fault.ErrNotFound || erased != 1 {
		t.Errorf("another registry: %v, erased %d times", err, erased)
	}
	if err := First("x", own{}).Erase(t.Context(), registry.Name{Host: "own.example"}); err != fault.ErrNotFound {
		t.Errorf("without an Erase: %v", err)
	}
}

// TestExplain: for a helper without Explain, Get provides the explanation.
func TestExplain(t *testing.T) {
	t.Setenv("DOCKERCFG_KEEPER", "none")
	h := First("x", own{protocol.Helper{Get: func(context.Context, registry.Name) (credential.Credential, error) {
		return credential.Credential{Username: "u", Source: "any"}, nil
	}}})
	if c, err := h.Explain(t.Context(), registry.Name{Host: "own.example"}); err != nil || c.Source != "any" {
		t.Errorf("%+v, %v", c, err)
	}
}
