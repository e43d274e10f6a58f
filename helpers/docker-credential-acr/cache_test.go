package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestCanary: of everything that a token is made from, the cache contains only the token itself and
// the label of its identity.
func TestCanary(t *testing.T) {
	for what, s := range sources {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Env = append(w.Env, s.prepare(t, w)...)
			w.Env = append(w.Env, "AZURE_USERNAME=CANARY-USER", "AZURE_PASSWORD=CANARY-PASSWORD",
				"AZURE_REGISTRY=other", "MSAL_X=CANARY-X")
			w.rule(t, `max_age = "2h"`)
			var secrets []string
			if key, err := os.ReadFile(filepath.Join(w.Home, "c.pem")); err == nil {
				secrets = strings.Split(string(key), "\n")[30:33] // lines of the key
			}
			if config, err := os.ReadFile(filepath.Join(w.Home, profileFile)); err == nil {
				secrets = append(secrets, string(config))
			}
			w.KeepsOnly(t, w.password(t, own), append(secrets, tenantID)...)
		})
	}
}

// TestMachineFor: the token of a machine or a container is cached for an hour at most, and every
// other one as long as it is valid.
func TestMachineFor(t *testing.T) {
	for what, s := range sources {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Env = append(w.Env, s.prepare(t, w)...)
			want := 3 * time.Hour
			if strings.Contains(s.label, "managed identity") {
				want = time.Hour
			}
			w.password(t, own)
			if off := w.Lives(t) - want; off.Abs() > 15*time.Second {
				t.Errorf("it is kept for %s, want %s", w.Lives(t), want)
			}
		})
	}
	w := newWorld(t)
	w.Env = append(w.Env, "PATH="+w.az(t, azGives))
	w.File(t, profileFile, profile("systemAssignedIdentity", "b", true))
	w.password(t, own)
	if off := w.Lives(t) - time.Hour; off.Abs() > 15*time.Second {
		t.Errorf("az's managed identity is kept for %s", w.Lives(t))
	}
}

// TestKubelet: a projected token is replaced by changing a link to a directory, and no file at its
// own path changes.
func TestKubelet(t *testing.T) {
	w := newWorld(t)
	volume := filepath.Join(w.Home, "volume")
	project := func(name, subject string) {
		t.Helper()
		w.File(t, "volume/"+name+"/token", vouched(subject, 600))
		if err := os.Symlink(name, filepath.Join(volume, "..data_tmp")); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(volume, "..data_tmp"), filepath.Join(volume, "..data")); err != nil {
			t.Fatal(err)
		}
	}
	project("..1", "CANARY-pod-a")
	if err := os.Symlink("..data/token", filepath.Join(volume, "token")); err != nil {
		t.Fatal(err)
	}
	w.Env = append(append(w.Env, client[:2]...), "AZURE_FEDERATED_TOKEN_FILE="+filepath.Join(volume, "token"))
	first := w.password(t, own)
	if w.password(t, own) != first {
		t.Error("the token is not kept")
	}
	project("..2", "CANARY-pod-b")
	if got := claimsOf(t, w.password(t, own)); !strings.Contains(got, "CANARY-pod-b") {
		t.Errorf("after the token was replaced: %s", got)
	}
}

// TestAzRewrites: az writes its configuration when it first runs. The token is cached nevertheless,
// since az runs again.
func TestAzRewrites(t *testing.T) {
	w := newWorld(t)
	w.logIn(t)
	const writes = `[ -e "$AZURE_CONFIG_DIR/config" ] || printf '[cloud]\nname = AzureCloud\n' ` +
		`>"$AZURE_CONFIG_DIR/config"; `
	w.Env = append(w.Env, "PATH="+w.az(t, writes+azGives))
	first := w.password(t, own)
	if n := w.Exchanges(); n != 1 || len(w.Tokens(t)) != 1 {
		t.Errorf("%d exchanges, %q", n, w.Tokens(t))
	}
	if w.password(t, own) != first {
		t.Error("the token is not kept")
	}
}
