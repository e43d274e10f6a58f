package main

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// TestSimilar: a misspelt registry is compared with those that have a login or a helper.
func TestSimilar(t *testing.T) {
	config := dockerconfig.Config{
		CredHelpers: []dockerconfig.Binding{{Key: "ghcr.io", Helper: "ghcr"}, {Key: "docker.example"}},
		Auths: []dockerconfig.Entry{{Key: "https://quay.io/v1/", Username: "u", Secret: "s"}, {Key: "empty.example"},
			{Key: "registry.example:5000", Username: "u", Secret: "s"}},
	}
	for host, want := range map[string][]string{
		"gchr.io":               {"ghcr.io"},
		"gcr.io":                {"ghcr.io"},
		"registry.exmaple:5000": {"registry.example:5000"},
		"ghcr.io":               nil, // it is configured, and its helper has no login
		"dokcer.example":        nil, // docker.example is bound to no helper
		"emtpy.example":         nil, // empty.example has no login without a store
		"mcr.microsoft.com":     nil,
	} {
		if got := similar(host, configured(config)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", host, got, want)
		}
	}
	results := []resolve.Result{
		{Host: "gchr.io", Absent: true, Err: fault.New(fault.NoIdentity, "nothing")},
		{Host: "gchr.io", Err: errors.New("another failure")},
	}
	suggest(results, config)
	if text := results[0].Err.Error(); text != "no-identity: nothing; did you mean ghcr.io?" {
		t.Error(text)
	}
	if strings.Contains(results[1].Err.Error(), "did you mean") {
		t.Error(results[1].Err)
	}
}
