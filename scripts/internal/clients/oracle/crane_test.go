package oracle

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

// craneGet returns the login that `crane auth get` finds. ko, cosign and kaniko read a config with the
// same code.
func craneGet(t *testing.T, dir, host string) pair {
	t.Helper()
	set(t, "DOCKER_CONFIG", dir)
	stdout, stderr, code := run(t, filepath.Join(tools, "crane"), "auth", "get", host)
	if code == 1 && stdout == "credentials not found in native keychain\n" {
		return pair{}
	}
	if code != 0 {
		t.Fatalf("crane auth get %s: exit code %d: %s", host, code, stderr)
	}
	var got struct{ Username, Secret string }
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	return pair{user: got.Username, secret: got.Secret}
}

// TestCrane: crane gets the same logins from the helper, from the store, and from the exported file
// alone.
func TestCrane(t *testing.T) {
	isolate(t)
	keepLogins(t)
	static := t.TempDir()
	helper := writeConfig(t, helpersConfig)
	export(t, helper, "-o", filepath.Join(static, "config.json"))
	hosts := map[string]pair{
		"index.docker.io":       logins["https://index.docker.io/v1/"],
		"docker.io":             logins["https://index.docker.io/v1/"],
		"registry.example:5000": logins["registry.example:5000"],
		"plain.example":         logins["plain.example"],
		"other.example":         {},
	}
	check := func(by, dir string) {
		for host, want := range hosts {
			if got := craneGet(t, dir, host); got != want {
				t.Errorf("%s, %s: crane gets %+v, want %+v", by, host, got, want)
			}
		}
	}
	check("with the helper", helper)
	check("with the store", writeConfig(t, storeConfig))
	noHelpers(t)
	check("with the exported file", static)
}
