package helpers

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/internal/reference"
	"github.com/dockercfg/dockercfg/helpers/internal/reference/pages"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// TestKeysAreTrue: a helper takes the keys of a rule that docs/config-toml.md says, and
// refuses every other one.
func TestKeysAreTrue(t *testing.T) {
	settings := reference.Settings()
	for i, key := range settings {
		if named, known := userconfig.Named(key.Name); !known || int(named) != i {
			t.Errorf("the key %s of the reference is not number %d of config.toml", key.Name, i)
		}
	}
	if next := userconfig.Key(len(settings)); returns(func() { _ = next.String() }) {
		t.Errorf("the reference has no line for the key %s", next)
	}
	for _, helper := range pages.Ruled() {
		t.Run(helper, func(t *testing.T) {
			t.Parallel()
			for _, key := range settings {
				refused := refuses(t, helper, key)
				if takes := pages.Takes(helper, key); takes == refused {
					t.Errorf("the reference says that %s is taken: %v, the helper refuses it: %v", key.Name, takes, refused)
				}
			}
		})
	}
}

// returns reports whether a function does not panic.
func returns(f func()) (ok bool) {
	defer func() { ok = recover() == nil }()
	f()
	return ok
}

// refuses reports whether a helper says that it does not use a key.
func refuses(t *testing.T, helper string, key reference.Key) bool {
	t.Helper()
	program, host := "docker-credential-"+helper, reference.Examples()[helper]
	match := host
	if helper == "dockerhub" {
		match = "docker.io"
	}
	m := newMachine(t)
	text := fmt.Sprintf("[[registry]]\nmatch = %q\n%s = %s\n", match, key.Name, key.Uses[0].Example)
	m.file(t, ".config/dockercfg/config.toml", text, 0o600)
	setting, _ := userconfig.Named(key.Name)
	rule := userconfig.Rule{Found: true, Line: 1}
	rule.Set(setting, "x")
	answer, _ := m.run(t, host, program, "explain")
	if answer == "" {
		t.Fatalf("%s explain says nothing", program)
	}
	err := rule.Only(program)
	return err != nil && strings.Contains(answer, fault.Text(err))
}
