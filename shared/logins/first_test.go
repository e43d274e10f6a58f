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

// TestErase: a logout drops the helper's tokens, and a failure of that is one of
// the logout, whatever it is for the helper alone.
func TestErase(t *testing.T) {
	t.Setenv("DOCKERCFG_KEEPER", "none")
	dropped := 0
	h := First("x", own{protocol.Helper{Keeps: protocol.Tokens, Erase: func(context.Context, registry.Name) error {
		dropped++
		return fault.New(fault.Store, "the disk is full")
	}}})
	if h.Keeps != protocol.Logins {
		t.Errorf("it keeps %d, not logins", h.Keeps)
	}
	if err := h.Erase(t.Context(), registry.Name{Host: "own.example"}); err == nil || err.Error() != "store: the disk is full" || dropped != 1 {
		t.Errorf("%v, dropped %d times", err, dropped)
	}
	if err := h.Erase(t.Context(), registry.Name{Host: "foreign.example"}); err != fault.ErrNotFound || dropped != 1 {
		t.Errorf("%v, dropped %d times", err, dropped)
	}
	if err := First("x", own{}).Erase(t.Context(), registry.Name{Host: "own.example"}); err != fault.ErrNotFound {
		t.Errorf("without an Erase: %v", err)
	}
}

// TestExplain: a helper whose Get asks nobody is explained by it.
func TestExplain(t *testing.T) {
	t.Setenv("DOCKERCFG_KEEPER", "none")
	h := First("x", own{protocol.Helper{Get: func(context.Context, registry.Name) (credential.Credential, error) {
		return credential.Credential{Username: "u", Source: "any"}, nil
	}}})
	if c, err := h.Explain(t.Context(), registry.Name{Host: "own.example"}); err != nil || c.Source != "any" {
		t.Errorf("%+v, %v", c, err)
	}
}
