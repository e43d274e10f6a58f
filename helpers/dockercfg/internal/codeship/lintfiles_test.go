package codeship

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
)

// TestUnreadKey checks that a warning is recognized by its kind, not by its text.
func TestUnreadKey(t *testing.T) {
	l := &linter{}
	l.content("a.encrypted", dockerconfig.Config{Warnings: []dockerconfig.Warning{
		{Kind: dockerconfig.UnreadKey, Place: "a.encrypted", Text: "any words"},
		{Kind: dockerconfig.Other, Text: "a key that is not read by any client"},
	}})
	if len(l.findings) != 1 || l.findings[0].What != "any words" {
		t.Errorf("%+v", l.findings)
	}
}
