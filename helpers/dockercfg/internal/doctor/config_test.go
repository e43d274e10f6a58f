package doctor

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
)

// TestUnreadKey checks that a warning is recognized by its kind, not by its text.
func TestUnreadKey(t *testing.T) {
	warnings := []dockerconfig.Warning{
		{Kind: dockerconfig.UnreadKey, Place: "config.json", Text: "any words"},
		{Kind: dockerconfig.Other, Text: "a key that is not read by any client"},
	}
	c := &checkup{Machine: &Machine{Config: dockerconfig.Config{Warnings: warnings}}}
	keysAreSpelt(c)
	if len(c.findings) != 1 || c.findings[0].What != "config.json: any words" || c.findings[0].Level != Error {
		t.Errorf("%+v", c.findings)
	}
}
